#include "unit/suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/output.h"

// A folder that is made for a test and taken away after it.
typedef struct Place {
    Arena *arena;
    char folder[32];
} Place;

// The rename that is to fail, counted from now on; 0: none. (The linker leads rename() here.)
static int failing_rename;
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to) {
    if (failing_rename && --failing_rename == 0) {
        errno = EXDEV;
        return -1;
    }
    return __real_rename(from, to);
}

static int setup(void **state) {
    Place *place = calloc(1, sizeof *place);
    strcpy(place->folder, "/tmp/tierce-test-XXXXXX");
    place->arena = arena_new();
    failing_rename = 0;
    *state = place;
    return mkdtemp(place->folder) ? 0 : -1;
}

static void remove_tree(Arena *arena, const char *folder) {
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        const char *path = str_format(arena, "%s/%s", folder, entry->d_name).at;
        if (unlink(path) != 0) remove_tree(arena, path);
    }
    if (directory) closedir(directory);
    rmdir(folder);
}

static int teardown(void **state) {
    Place *place = *state;
    remove_tree(place->arena, place->folder);
    arena_free(place->arena);
    free(place);
    return 0;
}

static Str path_of(const Place *place, const char *name) {
    return str_format(place->arena, "%s/%s", place->folder, name);
}

static OutputFile file_of(const Place *place, const char *name, const char *text) {
    return (OutputFile){path_of(place, name), str_of(text), false};
}

static void put(const Place *place, const char *name, const char *text) {
    FILE *stream = fopen(path_of(place, name).at, "wb");
    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
}

static void assert_holds(const Place *place, const char *name, const char *text) {
    char content[256] = {0};
    FILE *stream = fopen(path_of(place, name).at, "rb");
    if (!stream) fail_msg("%s is not there", name);
    const Str held = {content, fread(content, 1, sizeof content - 1, stream)};
    fclose(stream);
    assert_str(held, text);
}

static size_t files_in(const char *folder) {
    size_t count = 0;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    if (directory) closedir(directory);
    return count;
}

static Str write_files(const Place *place, OutputFile *files, size_t count) {
    Str problem = STR_NONE;
    const bool fine = output_write(place->arena, files, count, &problem);
    assert_int_equal(fine, problem.length == 0);
    return problem;
}

static void new_files_are_written_and_folders_made(void **state) {
    OutputFile files[] = {file_of(*state, "a/b/one", "1"), file_of(*state, "two", "2")};
    assert_str(write_files(*state, files, 2), "");
    assert_holds(*state, "a/b/one", "1");
    assert_holds(*state, "two", "2");
    assert_true(files[0].changed && files[1].changed);
    assert_int_equal(files_in(((Place *)*state)->folder), 2);
}

static void nothing_to_write_is_no_mistake(void **state) { assert_str(write_files(*state, NULL, 0), ""); }

static void what_stands_there_already_is_left_untouched(void **state) {
    put(*state, "same", "1");
    put(*state, "other", "1");
    struct stat before, after;
    stat(path_of(*state, "same").at, &before);
    OutputFile files[] = {file_of(*state, "same", "1"), file_of(*state, "other", "2")};
    assert_str(write_files(*state, files, 2), "");
    stat(path_of(*state, "same").at, &after);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_false(files[0].changed);
    assert_true(files[1].changed);
    assert_holds(*state, "other", "2");
}

static void an_empty_file_is_a_file(void **state) {
    put(*state, "empty", "");
    OutputFile files[] = {file_of(*state, "empty", ""), file_of(*state, "fresh", "")};
    assert_str(write_files(*state, files, 2), "");
    assert_false(files[0].changed);
    assert_true(files[1].changed);
    assert_holds(*state, "fresh", "");
}

static void the_mode_of_a_file_stays(void **state) {
    put(*state, "kept", "1");
    chmod(path_of(*state, "kept").at, 0640);
    OutputFile file = file_of(*state, "kept", "2");
    write_files(*state, &file, 1);
    struct stat status;
    stat(path_of(*state, "kept").at, &status);
    assert_int_equal(status.st_mode & 07777, 0640);
}

static void a_new_file_has_the_mode_that_any_program_would_give_it(void **state) {
    const mode_t mask = umask(027);
    OutputFile file = file_of(*state, "fresh", "2");
    write_files(*state, &file, 1);
    umask(mask);
    struct stat status;
    stat(path_of(*state, "fresh").at, &status);
    assert_int_equal(status.st_mode & 07777, 0640);
}

static void a_link_stays_a_link(void **state) {
    put(*state, "real", "1");
    assert_int_equal(symlink("real", path_of(*state, "link").at), 0);
    OutputFile file = file_of(*state, "link", "2");
    assert_str(write_files(*state, &file, 1), "");
    struct stat status;
    lstat(path_of(*state, "link").at, &status);
    assert_true(S_ISLNK(status.st_mode));
    assert_holds(*state, "real", "2");
}

static void a_failing_rename_leaves_everything_as_it_was(void **state) {
    const Place *place = *state;
    for (int failing = 1; failing <= 3; failing++) {
        put(*state, "one", "old 1");
        put(*state, "three", "old 3");
        OutputFile files[] = {file_of(*state, "one", "1"), file_of(*state, "two", "2"), file_of(*state, "three", "3")};
        failing_rename = failing;
        const Str problem = write_files(*state, files, 3);
        assert_true(str_starts(problem, STR("cannot replace ")));
        assert_holds(*state, "one", "old 1");
        assert_holds(*state, "three", "old 3");
        assert_int_equal(files_in(place->folder), 2);
        assert_false(files[0].changed || files[1].changed || files[2].changed);
    }
}

static void a_target_that_is_a_folder_stops_all_of_it(void **state) {
    mkdir(path_of(*state, "folder").at, 0777);
    put(*state, "one", "old 1");
    OutputFile files[] = {file_of(*state, "one", "1"), file_of(*state, "folder", "2")};
    assert_true(str_ends(write_files(*state, files, 2), STR("folder: it is not a file")));
    assert_holds(*state, "one", "old 1");
}

static void a_folder_that_cannot_be_made_stops_all_of_it(void **state) {
    put(*state, "file", "x");
    OutputFile files[] = {file_of(*state, "one", "1"), file_of(*state, "file/two", "2")};
    assert_true(write_files(*state, files, 2).length > 0);
    assert_int_equal(files_in(((Place *)*state)->folder), 1);
}

static void one_path_cannot_hold_two_files(void **state) {
    OutputFile files[] = {file_of(*state, "one", "1"), file_of(*state, "one", "2")};
    assert_true(str_starts(write_files(*state, files, 2), STR("two files would both be ")));
    assert_int_equal(files_in(((Place *)*state)->folder), 0);
}

#define OUTPUT_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

const struct CMUnitTest output_tests[] = {
    OUTPUT_TEST(new_files_are_written_and_folders_made),
    OUTPUT_TEST(nothing_to_write_is_no_mistake),
    OUTPUT_TEST(what_stands_there_already_is_left_untouched),
    OUTPUT_TEST(an_empty_file_is_a_file),
    OUTPUT_TEST(the_mode_of_a_file_stays),
    OUTPUT_TEST(a_new_file_has_the_mode_that_any_program_would_give_it),
    OUTPUT_TEST(a_link_stays_a_link),
    OUTPUT_TEST(a_failing_rename_leaves_everything_as_it_was),
    OUTPUT_TEST(a_target_that_is_a_folder_stops_all_of_it),
    OUTPUT_TEST(a_folder_that_cannot_be_made_stops_all_of_it),
    OUTPUT_TEST(one_path_cannot_hold_two_files),
};
SUITE(output);
