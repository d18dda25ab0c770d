// The files of a compilation: the user's, those that they `use`, and the built-in templates.
//
// A built-in template is a file of templates/ that lies in the binary; it is parsed only when a
// program names it. A user's file of the same template name wins.
#ifndef TIERCE_LIBRARY_LIBRARY_H
#define TIERCE_LIBRARY_LIBRARY_H

#include "ast/ast.h"
#include "base/table.h"

// A file that is built into the program: a template, or something that one includes by `file()`.
typedef struct BuiltIn {
    const char *name; // "network.tier", "off_hours.py"
    const char *start, *end;
} BuiltIn;

// The built-in file of this name, or null. (Made by the build from templates/.)
const BuiltIn *library_built_in(Str name);
// All of them, sorted by name; `*count` gets how many.
const BuiltIn *library_built_ins(size_t *count);

// A file of .tier text, with what it declares by name.
typedef struct Module {
    const SourceFile *file;
    Tree *tree;
    Str directory; // of the file, with a `/` at its end unless it is empty
    bool built_in;
    bool incomplete;              // some of its text could not be read: a name that is missing may stand there
    Table templates, types, lets; // Decl
    VECTOR(struct Module *) uses;
} Module;

typedef struct Library {
    Arena *arena;
    Diags *diags;
    Sources *sources;
    Str root;      // the directory that no path may leave
    Module *main;  // the stack file
    Table modules; // by path; built-in ones by "<name>"
    size_t files;
    Table used_parameters; // names of those that some environment uses
    bool lost_file;        // one that is used could not be had: what it declares is missing
} Library;

// Reads the program in `path`, from `text` or, if that has null bytes, from the file, and whatever
// it uses. Null when the file cannot be read at all (reported).
Library *library_open(Arena *arena, Diags *diags, Sources *sources, Str path, Str text);

// Whether the trees of all files hold everything that stands in them; a value that could not be read
// is POISON there and does no harm.
bool library_is_complete(const Library *library);

// A template by name, as seen from `from`: its own, those of the files it uses, the built-in ones.
// `*home` gets the module that declares it. Null when there is none.
const Decl *library_find_template(Library *library, const Module *from, Str name, Module **home);
// Likewise a record type, and a `let` of a file.
const Decl *library_find_type(const Module *from, Str name, const Module **home);
const Decl *library_find_let(const Module *from, Str name, Module **home);
// The template name nearest to `name`, or the empty text.
Str library_nearest_template(const Module *from, Str name);

// The content of the file `path`, relative to the file of `from`; reports and returns false when it
// cannot be had.
bool library_read(Library *library, const Module *from, Str path, Span span, Str *content);

#endif
