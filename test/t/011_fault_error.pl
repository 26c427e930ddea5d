# Every fault point, one at a time, raises an error in the worker.
# FaultWalk.pm tells the rest.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../perl";
use FaultWalk;

walk_fault_points('error');
