"""Every model of the package, gathered for Django from the modules named for the things."""

from foundation.epoch import Epoch
from foundation.job_runs import JobRun
from foundation.publication import Publication

__all__ = ["Epoch", "JobRun", "Publication"]
