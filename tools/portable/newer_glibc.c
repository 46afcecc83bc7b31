// Functions of glibc newer than 2.28 that the C++ library of g++ 12 calls: compiled into what goes to other systems.
// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#pragma GCC visibility push(hidden)

// glibc 2.32 clears it while there is one thread, which spares std::shared_ptr atomic instructions.
char __libc_single_threaded = 0;

static const long NANOSECONDS = 1000000000;

// glibc 2.30. The same moment by the clock that a condition variable of older glibc goes by: if somebody sets that clock
// meanwhile, the wait ends early or late by as much, as in every C++ program built for those systems.
int pthread_cond_clockwait(pthread_cond_t* condition, pthread_mutex_t* mutex, clockid_t clock, const struct timespec* end) {
    struct timespec then = *end;
    if (clock != CLOCK_REALTIME) {
        struct timespec here;
        struct timespec real;
        clock_gettime(clock, &here);
        clock_gettime(CLOCK_REALTIME, &real);
        then.tv_sec += real.tv_sec - here.tv_sec;
        then.tv_nsec += real.tv_nsec - here.tv_nsec;
        if (then.tv_nsec < 0) {
            then.tv_nsec += NANOSECONDS;
            --then.tv_sec;
        } else if (then.tv_nsec >= NANOSECONDS) {
            then.tv_nsec -= NANOSECONDS;
            ++then.tv_sec;
        }
    }
    return pthread_cond_timedwait(condition, mutex, &then);
}

// glibc 2.36: a number from the system's random source.
uint32_t arc4random(void) {
    uint32_t number = 0;
    if (getentropy(&number, sizeof number) != 0) abort();
    return number;
}

#pragma GCC visibility pop
