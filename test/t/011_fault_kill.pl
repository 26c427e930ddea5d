# Every fault point, one at a time, kills the worker; commits that were not flushed are lost with it.
# FaultWalk.pm tells the rest.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use FaultWalk;

walk_fault_points('kill');
