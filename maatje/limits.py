"""How often something may be tried: counted in Redis for all processes together, in each while Redis is away."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

PER_ACCOUNT = "5 per 15 minutes"
PER_PLACE = "20 per 15 minutes"  # one network address; a whole school may sit behind it

limiter = Limiter(key_func=get_remote_address)
