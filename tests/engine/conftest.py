from hypothesis import HealthCheck, settings

# Every run looks at the same problems, so that a red test is red for everybody.
settings.register_profile(
    "engine", derandomize=True, deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("engine")
