#include "cli/output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// What there is to know of one file while it is being replaced.
typedef struct Replacement {
    OutputFile *file;
    const char *target;    // where it goes, symbolic links followed
    const char *temporary; // the new content beside it, or null
    Str before;            // the old content; null bytes when there was no file
    mode_t mode;
    bool renamed;
} Replacement;

typedef struct Writer {
    Arena *arena;
    Replacement *replacements;
    size_t count;
    Str *problem;
} Writer;

static bool fail(Writer *w, const char *act, const char *path) {
    *w->problem = str_format(w->arena, "cannot %s %s: %s", act, path, strerror(errno));
    return false;
}

// ---- what is there

static bool read_stream(Writer *w, FILE *stream, size_t size, Str *content) {
    char *bytes = arena_alloc(w->arena, size + 1);
    *content = (Str){bytes, fread(bytes, 1, size, stream)};
    return !ferror(stream);
}

// Reads what stands at the target; it is no mistake that nothing does.
static bool read_before(Writer *w, Replacement *r) {
    struct stat status;
    if (stat(r->target, &status) != 0) return errno == ENOENT || fail(w, "read", r->target);
    if (!S_ISREG(status.st_mode)) {
        *w->problem = str_format(w->arena, "cannot write %s: it is not a file", r->target);
        return false;
    }
    r->mode = status.st_mode & 07777;
    FILE *stream = fopen(r->target, "rb");
    if (!stream) return fail(w, "read", r->target);
    const bool fine = read_stream(w, stream, (size_t)status.st_size, &r->before);
    fclose(stream);
    return fine || fail(w, "read", r->target);
}

static const char *follow_links(Arena *arena, const char *path) {
    char *real = realpath(path, NULL);
    if (!real) return path; // not there yet
    const char *copy = str_copy(arena, str_of(real)).at;
    free(real);
    return copy;
}

static bool make_folders(Writer *w, const char *path) {
    char *folder = (char *)str_terminated(w->arena, str_of(path));
    for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) return fail(w, "make the folder", folder);
        *slash = '/';
    }
    return true;
}

static mode_t mode_of_new_files(void) {
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static bool prepare(Writer *w, Replacement *r, OutputFile *file) {
    r->file = file;
    r->mode = mode_of_new_files();
    r->target = follow_links(w->arena, str_terminated(w->arena, file->path));
    return read_before(w, r);
}

static bool is_unchanged(const Replacement *r) { return r->before.at && str_equal(r->before, r->file->text); }

// ---- writing beside the target

static bool write_all(int descriptor, Str text) {
    while (text.length) {
        const ssize_t written = write(descriptor, text.at, text.length);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text = str_slice(text, (size_t)written, text.length);
    }
    return true;
}

static bool write_temporary(Writer *w, Replacement *r, Str text) {
    const char *slash = strrchr(r->target, '/');
    const size_t folder = slash ? (size_t)(slash - r->target) + 1 : 0;
    char *path = (char *)str_format(w->arena, "%.*s.%s.XXXXXX", (int)folder, r->target, r->target + folder).at;
    const int descriptor = mkstemp(path);
    if (descriptor < 0) return fail(w, "write", r->target);
    r->temporary = path;
    const bool fine = write_all(descriptor, text) && fchmod(descriptor, r->mode) == 0;
    const int reason = errno;
    const bool closed = close(descriptor) == 0;
    if (!fine) errno = reason;
    return (fine && closed) || fail(w, "write", r->target);
}

static bool write_beside(Writer *w) {
    for (size_t i = 0; i < w->count; i++) {
        Replacement *r = &w->replacements[i];
        if (is_unchanged(r)) continue;
        if (!make_folders(w, r->target) || !write_temporary(w, r, r->file->text)) return false;
    }
    return true;
}

static void remove_temporaries(Writer *w) {
    for (size_t i = 0; i < w->count; i++) {
        if (w->replacements[i].temporary) unlink(w->replacements[i].temporary);
        w->replacements[i].temporary = NULL;
    }
}

// ---- the exchange

static bool move_into_place(Writer *w, Replacement *r) {
    if (rename(r->temporary, r->target) != 0) return fail(w, "replace", r->target);
    r->temporary = NULL;
    return true;
}

static bool exchange(Writer *w) {
    for (size_t i = 0; i < w->count; i++) {
        Replacement *r = &w->replacements[i];
        if (!r->temporary) continue;
        if (!move_into_place(w, r)) return false;
        r->renamed = true;
    }
    return true;
}

// The old content is in memory, since it was compared.
static bool put_back_one(Writer *w, Replacement *r) {
    if (!r->before.at) return unlink(r->target) == 0;
    return write_temporary(w, r, r->before) && move_into_place(w, r);
}

static void put_back(Writer *w) {
    const Str reason = *w->problem;
    remove_temporaries(w); // room for what is written again
    for (size_t i = 0; i < w->count; i++) {
        Replacement *r = &w->replacements[i];
        if (!r->renamed || put_back_one(w, r)) continue;
        *w->problem = str_format(w->arena, "%.*s; and %s could not be put back as it was", STR_ARG(reason), r->target);
        remove_temporaries(w);
        return;
    }
    *w->problem = reason;
}

static bool no_path_twice(Writer *w) {
    for (size_t i = 0; i < w->count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(w->replacements[i].target, w->replacements[j].target) == 0) {
                *w->problem = str_format(w->arena, "two files would both be %s", w->replacements[i].target);
                return false;
            }
    return true;
}

bool output_write(Arena *arena, OutputFile *files, size_t count, Str *problem) {
    Writer w = {arena, arena_alloc_array(arena, count, sizeof(Replacement)), count, problem};
    for (size_t i = 0; i < count; i++)
        if (!prepare(&w, &w.replacements[i], &files[i])) return false;
    if (!no_path_twice(&w)) return false;
    if (!write_beside(&w)) {
        remove_temporaries(&w);
        return false;
    }
    if (!exchange(&w)) {
        put_back(&w);
        return false;
    }
    for (size_t i = 0; i < count; i++) files[i].changed = w.replacements[i].renamed;
    return true;
}
