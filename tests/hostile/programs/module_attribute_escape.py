# property: the shell through a module attribute that a whitelist forgot (random._os)
# verdict: ok
# stdout: done
# requires: seccomp|uid|landlock|namespaces
# source: smolagents CVE-2025-5120 (whitelisted module reaches os)
import random

try:
    random._os.system("echo owned > @DECOY_DIR@/module_attribute")
except OSError:
    pass
print("done")
