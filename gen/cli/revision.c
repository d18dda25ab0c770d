#include "cli/revision.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/vector.h"

extern char **environ;

static bool fail(Arena *arena, Str *problem, const char *act) {
    *problem = str_format(arena, "cannot %s: %s", act, strerror(errno));
    return false;
}

// ---- ranges

bool revision_read_range(Str text, RevisionRange *range) {
    const size_t dots = str_find(text, STR(".."), 0);
    if (dots == 0 || dots == text.length || text.at[0] == '.' || text.at[0] == '/' || text.at[0] == '-') return false;
    range->from_base = dots + 2 < text.length && text.at[dots + 2] == '.';
    range->old = str_slice(text, 0, dots);
    range->new = str_slice(text, dots + (range->from_base ? 3 : 2), text.length);
    if (!range->new.length) range->new = STR("HEAD");
    return range->new.at[0] != '-' && range->new.at[0] != '.';
}

// ---- running git

typedef struct Git {
    Arena *arena;
    const char *folder; // where it runs, or null
    const char *index;  // the file that is its index, or null
    const char *input;  // the file that is its standard input, or null
    Str output;
    Str *problem;
} Git;

typedef VECTOR(char *) Words;

static char *word(Git *git, const char *text) { return (char *)str_copy(git->arena, str_of(text)).at; }

static char **environment_of(Git *git) {
    Words words = {0};
    for (char **variable = environ; *variable; variable++)
        if (!git->index || !str_starts(str_of(*variable), STR("GIT_INDEX_FILE=")))
            vector_add(git->arena, &words, *variable);
    if (git->index)
        vector_add(git->arena, &words, word(git, str_format(git->arena, "GIT_INDEX_FILE=%s", git->index).at));
    vector_add(git->arena, &words, NULL);
    return words.at;
}

static bool read_pipe(Git *git, int descriptor) {
    Buffer text = buffer_new(git->arena);
    char piece[16 * 1024];
    for (;;) {
        const ssize_t length = read(descriptor, piece, sizeof piece);
        if (length < 0 && errno == EINTR) continue;
        if (length < 0) return fail(git->arena, git->problem, "read from git");
        if (length == 0) break;
        buffer_add(&text, (Str){piece, (size_t)length});
    }
    git->output = buffer_str(&text);
    return true;
}

// The status that git ended with, or -1.
static int wait_for(pid_t process) {
    int status;
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int spawn(Git *git, char **words, const int ends[2], pid_t *process) {
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);
    if (failed) return failed;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, git->input ? git->input : "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    failed = posix_spawnp(process, "git", &actions, NULL, words, environment_of(git));
    posix_spawn_file_actions_destroy(&actions);
    return failed;
}

// Runs git with the arguments up to a null; true when it ends with 0.
static bool run_git(Git *git, const char *const *arguments) {
    int ends[2];
    pid_t process;
    Words words = {0};
    vector_add(git->arena, &words, word(git, "git"));
    if (git->folder) {
        vector_add(git->arena, &words, word(git, "-C"));
        vector_add(git->arena, &words, word(git, git->folder));
    }
    for (; *arguments; arguments++) vector_add(git->arena, &words, word(git, *arguments));
    vector_add(git->arena, &words, NULL);
    if (pipe(ends) != 0) return fail(git->arena, git->problem, "run git");
    errno = spawn(git, words.at, ends, &process);
    close(ends[1]);
    const bool started = errno == 0,
               fine = started ? read_pipe(git, ends[0]) : fail(git->arena, git->problem, "run git");
    close(ends[0]);
    return started && wait_for(process) == 0 && fine;
}

#define GIT(git, ...) run_git((git), (const char *const[]){__VA_ARGS__, NULL})

static Str without_newline(Str text) { return str_ends(text, STR("\n")) ? str_slice(text, 0, text.length - 1) : text; }

// ---- revisions

static bool is_acceptable(Arena *arena, Str revision, Str path, Str *problem) {
    *problem = STR_NONE;
    if (revision.length && revision.at[0] != '-' && path.length && path.at[0] != '/') return true;
    *problem =
        str_format(arena, "%.*s:%.*s: a revision and a path that is relative to the working directory are expected",
                   STR_ARG(revision), STR_ARG(path));
    return false;
}

bool revision_resolve(Arena *arena, RevisionRange *range, Str *problem) {
    Git git = {.arena = arena, .problem = problem};
    *problem = STR_NONE;
    if (!range->from_base) return true;
    if (!GIT(&git, "merge-base", "--", str_terminated(arena, range->old), str_terminated(arena, range->new)))
        return false;
    range->old = without_newline(git.output);
    range->from_base = false;
    return true;
}

static bool is_there(Arena *arena, Str revision, Str path, bool *found, Str *problem) {
    Git git = {.arena = arena, .problem = problem};
    *found = false;
    if (!is_acceptable(arena, revision, path, problem)) return false;
    if (!GIT(&git, "ls-tree", "--name-only", "-z", str_terminated(arena, revision), "--", str_terminated(arena, path)))
        return false;
    *found = git.output.length > 0;
    return true;
}

bool revision_read(Arena *arena, Str revision, Str path, bool *found, Str *content, Str *problem) {
    Git git = {.arena = arena, .problem = problem};
    if (!is_there(arena, revision, path, found, problem)) return false;
    if (!*found) return true;
    if (!GIT(&git, "show", str_format(arena, "%.*s:./%.*s", STR_ARG(revision), STR_ARG(path)).at)) return false;
    *content = git.output;
    return true;
}

// ---- copies

static Str directory_of(Str path) {
    size_t end = path.length;
    while (end && path.at[end - 1] != '/') end--;
    return str_slice(path, 0, end);
}

// `a/b/../c` -> `a/c`. Git gives no other paths than plain ones, so these must become plain, too.
static Str plain_path(Arena *arena, Str path) {
    Buffer out = buffer_new(arena);
    for (size_t at = 0; at < path.length;) {
        const size_t end = str_find_byte(path, '/', at);
        const Str part = str_slice(path, at, end);
        at = end + 1;
        if (str_is(part, "..")) {
            out.length = out.length ? directory_of((Str){out.at, out.length - 1}).length : 0;
        } else if (part.length && !str_is(part, ".")) {
            buffer_add(&out, part);
            if (end < path.length) buffer_add_byte(&out, '/');
        }
    }
    return buffer_str(&out);
}

// Calls for each name of a list in which each ends with a zero byte.
static bool next_name(Str list, size_t *at, Str *name) {
    if (*at >= list.length) return false;
    const size_t end = str_find_byte(list, '\0', *at);
    *name = str_slice(list, *at, end);
    *at = end + 1;
    return true;
}

static bool has_name(Str list, Str wanted) {
    Str name;
    for (size_t at = 0; next_name(list, &at, &name);)
        if (str_equal(name, wanted)) return true;
    return false;
}

// The folder that no path of the program may leave, as in library/.
static Str root_of(Arena *arena, Str list, Str directory) {
    for (Str at = directory;;) {
        if (has_name(list, str_format(arena, "%.*stier.toml", STR_ARG(at)))) return at;
        if (!at.length) return directory;
        at = directory_of(str_slice(at, 0, at.length - 1));
    }
}

static bool write_file(Arena *arena, const char *path, Str text, Str *problem) {
    FILE *stream = fopen(path, "wb");
    if (!stream) return fail(arena, problem, "write a temporary file");
    const bool fine = fwrite(text.at ? text.at : "", 1, text.length, stream) == text.length;
    if (fclose(stream) == 0 && fine) return true;
    return fail(arena, problem, "write a temporary file");
}

static Str names_below(Arena *arena, Str list, Str root) {
    Buffer out = buffer_new(arena);
    Str name;
    for (size_t at = 0; next_name(list, &at, &name);) {
        if (!str_starts(name, root)) continue;
        buffer_add(&out, name);
        buffer_add_byte(&out, '\0');
    }
    return buffer_str(&out);
}

static bool make_folders(char *path) {
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const bool fine = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!fine) return false;
    }
    return true;
}

static bool make_folder(Arena *arena, Checkout *checkout, Str *problem) {
    const char *parent = getenv("TMPDIR");
    const Str made = str_format(arena, "%s/tierce-XXXXXX", parent && *parent ? parent : "/tmp");
    checkout->home = open(".", O_RDONLY | O_CLOEXEC);
    if (checkout->home < 0 || !mkdtemp((char *)made.at)) return fail(arena, problem, "make a temporary folder");
    checkout->folder = made;
    return true;
}

// Git fills a second index, in the temporary folder, and writes files of it below the folder.
static bool copy_tree(Arena *arena, Str revision, Str top, Str list, const Checkout *checkout, Str *problem) {
    const Str folder = checkout->folder, names = str_format(arena, "%.*s/names", STR_ARG(folder));
    const Str index = str_format(arena, "%.*s/index", STR_ARG(folder));
    const Str prefix = str_format(arena, "--prefix=%.*s/tree/", STR_ARG(folder));
    Git git = {.arena = arena, .folder = str_terminated(arena, top), .index = index.at, .problem = problem};
    if (!write_file(arena, names.at, list, problem) || !GIT(&git, "read-tree", str_terminated(arena, revision)))
        return false;
    git.input = names.at;
    return GIT(&git, "checkout-index", "-z", "--stdin", prefix.at);
}

static bool go_there(Arena *arena, const Checkout *checkout, Str place, Str *problem) {
    const Str path = str_format(arena, "%.*s/tree/%.*s", STR_ARG(checkout->folder), STR_ARG(place));
    if (make_folders((char *)path.at) && chdir(path.at) == 0) return true;
    return fail(arena, problem, "enter a temporary folder");
}

bool revision_enter(Arena *arena, Str revision, Str path, Checkout *checkout, Str *problem) {
    Git git = {.arena = arena, .problem = problem};
    *checkout = (Checkout){.home = -1};
    if (!is_acceptable(arena, revision, path, problem)) return false;
    if (!GIT(&git, "rev-parse", "--show-prefix")) return false;
    const Str place = without_newline(git.output);
    if (!GIT(&git, "rev-parse", "--show-toplevel")) return false;
    const Str top = without_newline(git.output);
    if (!GIT(&git, "ls-tree", "-r", "-z", "--full-tree", "--name-only", str_terminated(arena, revision))) return false;
    const Str file = plain_path(arena, str_format(arena, "%.*s%.*s", STR_ARG(place), STR_ARG(path)));
    const Str names = names_below(arena, git.output, root_of(arena, git.output, directory_of(file)));
    return make_folder(arena, checkout, problem) && copy_tree(arena, revision, top, names, checkout, problem) &&
           go_there(arena, checkout, place, problem);
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *where) {
    (void)facts, (void)kind, (void)where;
    return remove(path);
}

void revision_leave(Arena *arena, Checkout *checkout) {
    if (checkout->home >= 0 && fchdir(checkout->home) != 0) perror("tierce: cannot go back to the working directory");
    if (checkout->home >= 0) close(checkout->home);
    if (checkout->folder.length) nftw(str_terminated(arena, checkout->folder), remove_one, 16, FTW_DEPTH | FTW_PHYS);
    *checkout = (Checkout){.home = -1};
}
