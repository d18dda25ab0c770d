// compare ROUNDS COMMAND... -- COMMAND... [-- COMMAND...]: runs the commands in turn, ROUNDS times,
// and prints each one's median wall time and peak memory, and the first one's ratio to each other.
//
// In turn, so that whatever else the machine does strikes all of them alike; by posix_spawn, so
// that this process's size does not count; what they print is thrown away.
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { MOST_COMMANDS = 8, MOST_ROUNDS = 10000 };

typedef struct Subject {
    char **words;
    double *milliseconds, *mebibytes;
} Subject;

extern char **environ;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static pid_t start(char **words) {
    pid_t child;
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    const int problem = posix_spawnp(&child, words[0], &quiet, NULL, words, environ);
    posix_spawn_file_actions_destroy(&quiet);
    if (problem == 0) return child;
    fprintf(stderr, "compare: cannot start %s: %s\n", words[0], strerror(problem));
    exit(3);
}

static void measure(Subject *subject, int round) {
    struct rusage usage;
    int status;
    const double begin = now();
    const pid_t child = start(subject->words);
    if (wait4(child, &status, 0, &usage) != child) exit(3);
    subject->milliseconds[round] = now() - begin;
    subject->mebibytes[round] = (double)usage.ru_maxrss / 1024; // Linux counts in KiB
    if (status == 0) return;
    fprintf(stderr, "compare: %s ended with status %d\n", subject->words[0],
            WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    exit(3);
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, ascending);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static int split(int count, char **words, Subject *subjects, int rounds) {
    int found = 0;
    for (int i = 0; i < count && found < MOST_COMMANDS; i++) {
        subjects[found].words = &words[i];
        subjects[found].milliseconds = calloc((size_t)rounds, sizeof(double));
        subjects[found++].mebibytes = calloc((size_t)rounds, sizeof(double));
        while (i < count && strcmp(words[i], "--") != 0) i++;
        if (i < count) words[i] = NULL;
    }
    return found;
}

static void show(const Subject *subject, int rounds, double first) {
    const double time = median(subject->milliseconds, rounds), memory = median(subject->mebibytes, rounds);
    printf("  %-16s %8.2f ms %8.1f MiB",
           strrchr(subject->words[0], '/') ? strrchr(subject->words[0], '/') + 1 : subject->words[0], time, memory);
    if (first > 0) printf("   the first takes %.3f of it", first / time);
    printf("\n");
}

int main(int count, char **words) {
    Subject subjects[MOST_COMMANDS];
    const int rounds = count > 2 ? atoi(words[1]) : 0;
    if (rounds < 1 || rounds > MOST_ROUNDS) {
        fputs("usage: compare ROUNDS COMMAND... [-- COMMAND...]\n", stderr);
        return 2;
    }
    const int found = split(count - 2, words + 2, subjects, rounds);
    for (int i = 0; i < found; i++) measure(&subjects[i], 0); // once for the caches, and forgotten
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < found; i++) measure(&subjects[i], round);
    const double first = median(subjects[0].milliseconds, rounds);
    for (int i = 0; i < found; i++) show(&subjects[i], rounds, i ? first : 0);
    return 0;
}
