"""How many examples hypothesis draws where these tests run by themselves: a slow moment of a busy
machine is no fault.
"""

from hypothesis import settings

if settings.get_current_profile_name() == "default":
    settings.register_profile("runtime", deadline=None)
    settings.load_profile("runtime")
