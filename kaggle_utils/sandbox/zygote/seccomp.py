"""The system calls that a program is refused, as a BPF filter written by hand.

A deny-list: what numerical code needs is open-ended, what hurts others is not. A refused call fails with EPERM, so that Python raises
PermissionError, which a model can read; nothing is killed for asking. Numbers are from the kernel's tables for x86_64 and for the
generic table that aarch64 uses. Only x86_64 has been exercised.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from kaggle_utils.sandbox.zygote import syscalls

# name: (x86_64, aarch64); None where an architecture has no such call.
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # starting another program
    "execve": (59, 221), "execveat": (322, 281),
    # talking to anything
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "accept4": (288, 242), "bind": (49, 200), "listen": (50, 201),
    "sendmsg": (46, 211), "sendmmsg": (307, 269), "setsockopt": (54, 208),
    "shutdown": (48, 210),  # of a channel that a session's checkpoint shares
    # touching other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "tkill": (200, 130), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "move_pages": (279, 239), "migrate_pages": (256, 238), "setsid": (112, 157),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "quotactl": (179, 60), "quotactl_fd": (443, 443), "fanotify_init": (300, 262),
    # memory that no resource limit counts, or that outlives the process
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "shmdt": (67, 197), "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192), "msgget": (68, 186),
    "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187), "mq_open": (240, 180), "mq_unlink": (241, 181),
    # the kernel itself, and interfaces with a history of holes
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "kexec_load": (246, 104), "kexec_file_load": (320, 294),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "acct": (163, 89), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266), "syslog": (103, 116), "vhangup": (153, 58),
    "sethostname": (170, 161), "setdomainname": (171, 162), "personality": (135, 92), "lookup_dcookie": (212, 18),
    "iopl": (172, None), "ioperm": (173, None), "modify_ldt": (154, None), "uselib": (134, None),
}  # fmt: skip
# Without a user of one's own these reach every file of the account: Landlock does not know them.
FILE_ATTRIBUTES: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None), "fchown": (93, 55),
    "lchown": (94, None), "fchownat": (260, 54), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "setxattrat": (463, 463), "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}  # fmt: skip
PROCESS_CREATION: dict[str, tuple[int | None, int | None]] = {"fork": (57, None), "vfork": (58, None)}
# Calls of which some uses are refused.
GUARDED = {
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119), "sched_setattr": (314, 274), "setpgid": (109, 154), "fcntl": (72, 25), "ioctl": (16, 29),
    "prctl": (157, 167), "socketpair": (53, 199), "sendto": (44, 206),
}  # fmt: skip
ARCHITECTURES = {"x86_64": (0, 0xC000_003E, 317), "aarch64": (1, 0xC000_00B7, 277)}  # column, AUDIT_ARCH_*, number of seccomp()

ALLOW = 0x7FFF_0000
KILL = 0x8000_0000
ERRNO = 0x0005_0000
REFUSE = ERRNO | errno.EPERM
CLONE_PARENT = 0x8000
CLONE_THREAD = 0x1_0000
# CLONE_PARENT too: a process that made its siblings the server's children would confuse the server's accounts
CLONE_NEW_ANYTHING = 0x7E02_0000 | CLONE_PARENT
FIRST_X32_CALL = 0x4000_0000
SPEC_ALLOW = 4  # SECCOMP_FILTER_FLAG_SPEC_ALLOW: the program shares its memory with no secret, so it need not pay for the mitigation
PLACEHOLDER = 0x7FAB_CDEF  # stands for the process's own id in the prepared filter; above the largest id (2**22)
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data

Statement = tuple[int, int, int, int]


def _load(offset: int) -> Statement:
    return 0x20, 0, 0, offset


def _low(argument: int) -> Statement:
    return _load(16 + 8 * argument)


def _high(argument: int) -> Statement:
    return _load(20 + 8 * argument)


def _if_equal(value: int, then: int, otherwise: int) -> Statement:
    return 0x15, then, otherwise, value


def _if_any_bit(mask: int, then: int, otherwise: int) -> Statement:
    return 0x45, then, otherwise, mask


def _answer(action: int) -> Statement:
    return 0x06, 0, 0, action


def _allow_values(argument: int, *values: int) -> list[Statement]:
    tests = [statement for value in values for statement in (_if_equal(value, 0, 1), _answer(ALLOW))]
    return [_low(argument), *tests, _answer(REFUSE)]


def _refuse_values(argument: int, *values: int) -> list[Statement]:
    tests = [statement for value in values for statement in (_if_equal(value, 0, 1), _answer(REFUSE))]
    return [_low(argument), *tests, _answer(ALLOW)]


def _guards(may_fork: bool) -> dict[str, list[Statement]]:
    own = _allow_values(0, PLACEHOLDER)
    own_or_self = _allow_values(0, PLACEHOLDER, 0)
    fork_flags = _if_any_bit(CLONE_NEW_ANYTHING, 1, 0) if may_fork else _if_any_bit(CLONE_THREAD, 0, 1)
    clone = [_low(0), fork_flags, _answer(ALLOW), _answer(REFUSE)]
    return {
        "clone": clone,
        "clone3": [_answer(ERRNO | errno.ENOSYS)],  # its flags are behind a pointer; the C library falls back to clone
        "kill": own,
        "tgkill": own,
        "rt_sigqueueinfo": own,
        "rt_tgsigqueueinfo": own,
        "prlimit64": own_or_self,
        "sched_setaffinity": own_or_self,
        "sched_setparam": own_or_self,
        "sched_setscheduler": own_or_self,
        "sched_setattr": own_or_self,
        "setpgid": [_answer(ALLOW)] if may_fork else [_answer(REFUSE)],
        "fcntl": _refuse_values(1, 8, 10, 15),  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a signal to any process of the same user
        "ioctl": _refuse_values(1, 0x8901, 0x8902, 0x5412, 0x541C),  # FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX
        "prctl": [_answer(ALLOW)] if may_fork else _refuse_values(0, syscalls.PR_SET_PDEATHSIG),
        "socketpair": _allow_values(0, 1),  # AF_UNIX: asyncio's own wake-up channel
        "sendto": [_low(4), _if_equal(0, 0, 3), _high(4), _if_equal(0, 0, 1), _answer(ALLOW), _answer(REFUSE)],  # no address
    }


def prepare_filter(may_fork: bool, own_user: bool) -> bytes:
    """Assemble the filter. Raises OSError (ENOSYS) on an architecture without a table.

    ``may_fork`` is for sessions, which make checkpoints by fork; starting another program stays refused. ``own_user``: the program has a
    user of its own, and so no other user's files whose attributes it could change.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    column, audit, _ = ARCHITECTURES[machine]
    statements = [_load(ARCHITECTURE), _if_equal(audit, 1, 0), _answer(KILL), _load(NUMBER)]
    if machine == "x86_64":
        statements += [(0x35, 0, 1, FIRST_X32_CALL), _answer(ERRNO | errno.ENOSYS)]
    refused = REFUSED | ({} if may_fork else PROCESS_CREATION) | ({} if own_user else FILE_ATTRIBUTES)
    for numbers in refused.values():
        number = numbers[column]
        if number is not None:
            statements += [_if_equal(number, 0, 1), _answer(REFUSE)]
    for name, block in _guards(may_fork).items():
        statements += [_if_equal(GUARDED[name][column], 0, len(block)), *block]
    statements.append(_answer(ALLOW))
    return b"".join(struct.pack("HBBI", *statement) for statement in statements)


def install(prepared: bytes, own_pid: int) -> None:
    """Put this thread, and all that come from it, under a prepared filter for good."""
    program = prepared.replace(struct.pack("I", PLACEHOLDER), struct.pack("I", own_pid))
    code = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    number = ARCHITECTURES[platform.machine()][2]
    syscalls.system_call("seccomp", number, 1, SPEC_ALLOW, ctypes.cast(header, ctypes.c_void_p))
