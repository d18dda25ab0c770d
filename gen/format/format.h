// Tree + comments -> canonical text.
//
// Takes a tree that was read without errors and gives the same program as it is to be written; what
// it means is left alone, and so are comments, the spelling of strings, parentheses, and blank lines
// (several become one). Nothing is decided by the columns of the old text, so formatting twice is
// formatting once.
//
// How it is written:
// - Two blanks a level. What fits on a line of FORMAT_WIDTH columns stands on one; what does not is
//   broken at its outermost bracket or weakest operator first.
// - A list, map or record whose first entry was written on a new line stays broken: whether three
//   properties are one thing or three is for its author to say. Blocks of declarations always are.
// - Entries are separated by commas on one line and by new lines alone otherwise; the arguments of a
//   call keep their commas.
// - Entries of one kind on consecutive lines are a run, and their values stand in one column. A
//   blank line, a comment line or a value of several lines ends a run; so does an entry that would
//   no longer fit on its line. Runs of comments at the ends of lines are aligned too.
// - A key loses its quotes if every key of its map can do without.
#ifndef TIERCE_FORMAT_FORMAT_H
#define TIERCE_FORMAT_FORMAT_H

#include "ast/ast.h"

enum { FORMAT_WIDTH = 100 };

// The canonical text of `tree`, which must be without errors, in `arena`.
Str format_tree(Arena *arena, const Sources *sources, const Tree *tree);

// The lines in which two texts differ, as a unified diff with three lines around each change; empty
// for equal texts. `before_name` and `after_name` stand in its first two lines.
Str format_compare_texts(Arena *arena, Str before_name, Str before, Str after_name, Str after);

#endif
