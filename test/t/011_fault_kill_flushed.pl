# Every fault point, one at a time, kills the worker, after everything that it has written was flushed.
# FaultWalk.pm tells the rest.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use FaultWalk;

walk_fault_points('kill_flushed');
