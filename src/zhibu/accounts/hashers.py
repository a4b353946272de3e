"""How slow a password is to guess: Argon2id with more memory and rounds than the least that is advised."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """32 MiB, three passes, one lane."""

    time_cost = 3
    memory_cost = 32 * 1024
    parallelism = 1
