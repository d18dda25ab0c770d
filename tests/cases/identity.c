// A resource's logical ID is its identity in AWS: another one would replace somebody's database. So
// moving, adding or taking away one instance must leave every other instance's IDs alone. Tried on
// each instance of each example.
#include "base/buffer.h"
#include "cases/cases.h"
#include "parse/parse.h"

typedef VECTOR(const Decl *) Instances;

// The program that is being changed.
typedef struct Program {
    Arena *arena;
    Str path, text;
    const SourceFile *file;
    Instances instances;
    const Compilation *original;
} Program;

static Program program_of(Arena *arena, Str path) {
    Program program = {.arena = arena, .path = path};
    assert_true(file_read(arena, path, &program.text));
    Sources *sources = sources_new(arena);
    program.file = sources_add(sources, path, program.text, false);
    const Tree *tree = parse_file(arena, diags_new(arena), program.file);
    for (size_t i = 0; i < tree->body.decls.count; i++)
        if (tree->body.decls.at[i]->kind == DECL_INSTANCE)
            vector_add(arena, &program.instances, tree->body.decls.at[i]);
    program.original = compile_file(arena, path);
    assert_no_errors(arena, program.original);
    return program;
}

static size_t start_of(const Program *p, const Decl *decl) { return decl->span.start - p->file->base; }
static size_t end_of(const Program *p, const Decl *decl) { return decl->span.end - p->file->base; }

static Str text_of(const Program *p, const Decl *decl) {
    return str_slice(p->text, start_of(p, decl), end_of(p, decl));
}

static Str name_of(const Decl *decl) {
    return decl->name.text.length ? decl->name.text : decl->as.instance.template_name.text;
}

// ---- comparing

static const TemplateResource *find(const Template *template, Str path) {
    for (size_t i = 0; i < template->resources.count; i++)
        if (str_equal(template->resources.at[i].path, path)) return &template->resources.at[i];
    return NULL;
}

// Whether every resource of `part` is in `whole` under the same ID.
static void assert_contained(const Template *part, const Template *whole, const char *change, Str name) {
    for (size_t i = 0; i < part->resources.count; i++) {
        const TemplateResource *one = &part->resources.at[i], *other = find(whole, one->path);
        if (!other || !str_equal(other->logical_id, one->logical_id) || !str_equal(other->type, one->type))
            fail_msg("%s `%.*s` makes of %.*s %.*s", change, STR_ARG(name), STR_ARG(one->logical_id),
                     STR_ARG(other ? other->logical_id : STR("nothing")));
    }
}

typedef enum Change { CHANGE_NONE, CHANGE_MORE, CHANGE_LESS } Change;

static void assert_stable(const Program *p, const Compilation *changed, Change change, const char *what, Str name) {
    assert_int_equal(changed->templates.count, p->original->templates.count);
    for (size_t i = 0; i < changed->templates.count; i++) {
        const Template *before = p->original->templates.at[i], *after = changed->templates.at[i];
        if (change != CHANGE_LESS) assert_contained(before, after, what, name);
        if (change != CHANGE_MORE) assert_contained(after, before, what, name);
    }
}

// ---- changing

static Compilation *compile_changed(const Program *p, Buffer *text) {
    return compile_text(p->arena, p->path, buffer_str(text));
}

static void moving_an_instance_changes_no_id(void **state) {
    const Case *one = *state;
    const Program p = program_of(one->arena, str_of(one->path));
    for (size_t i = 0; i < p.instances.count; i++) {
        const Decl *decl = p.instances.at[i];
        Buffer text = buffer_new(p.arena);
        buffer_add(&text, str_slice(p.text, 0, start_of(&p, decl)));
        buffer_add(&text, str_slice(p.text, end_of(&p, decl), p.text.length));
        buffer_add_byte(&text, '\n');
        buffer_add(&text, text_of(&p, decl));
        buffer_add_byte(&text, '\n');
        const Compilation *changed = compile_changed(&p, &text);
        assert_no_errors(p.arena, changed);
        assert_stable(&p, changed, CHANGE_NONE, "moving", name_of(decl));
    }
}

static void adding_an_instance_changes_no_id(void **state) {
    const Case *one = *state;
    const Program p = program_of(one->arena, str_of(one->path));
    for (size_t i = 0; i < p.instances.count; i++) {
        const Decl *decl = p.instances.at[i];
        Buffer text = buffer_new(p.arena);
        buffer_add(&text, str_slice(p.text, 0, start_of(&p, decl)));
        buffer_add_text(&text, "repository added_before\n");
        buffer_add(&text, str_slice(p.text, start_of(&p, decl), p.text.length));
        const Compilation *changed = compile_changed(&p, &text);
        assert_no_errors(p.arena, changed);
        assert_stable(&p, changed, CHANGE_MORE, "adding before", name_of(decl));
    }
}

// One of each template that a stack may have another one of. Others are its only one of their kind,
// which the rest asks for (`the(network)`): another one is a mistake.
static const char *const more_of_each[] = {
    "repository added",
    "secret added",
    "database added",
    "service added { image: \"added:1\", port: 9000 }",
    "service added { image: \"added:1\", port: 9000, route: \"/added/*\", priority: 7 }",
    "task_roles added { log_group: \"arn:aws:logs:eu-west-1:123456789012:log-group:added\" }",
    "alerts added",
    "dashboard added",
    "deploy_role added { github: \"acme/added\" }",
    "off_hours added",
    "empty_group added { group: \"sg-12345678\" }",
};

static void adding_one_of_each_template_changes_no_id(void **state) {
    const Case *one = *state;
    const Program p = program_of(one->arena, str_of(one->path));
    if (!p.instances.count) return;
    const size_t places[] = {start_of(&p, p.instances.at[0]), p.text.length};
    size_t tried = 0;
    for (size_t i = 0; i < sizeof more_of_each / sizeof *more_of_each; i++)
        for (size_t k = 0; k < 2; k++) {
            Buffer text = buffer_new(p.arena);
            buffer_add(&text, str_slice(p.text, 0, places[k]));
            buffer_add_format(&text, "\n%s\n", more_of_each[i]);
            buffer_add(&text, str_slice(p.text, places[k], p.text.length));
            const Compilation *changed = compile_changed(&p, &text);
            if (changed->diags->errors) continue;
            assert_stable(&p, changed, CHANGE_MORE, "adding", str_of(more_of_each[i]));
            tried++;
        }
    if (tried < sizeof more_of_each / sizeof *more_of_each) fail_msg("%s: too few could be added", one->path);
}

static bool is_name_byte(char c) { return str_is_alphanumeric(c) || c == '_'; }

// Index of the word `name` in `text` from `from` on, or the length.
static size_t find_word(Str text, Str name, size_t from) {
    size_t at = from;
    while ((at = str_find(text, name, at)) < text.length) {
        const size_t end = at + name.length;
        const bool begins = at == 0 || !is_name_byte(text.at[at - 1]);
        if (begins && (end == text.length || !is_name_byte(text.at[end]))) return at;
        at = end;
    }
    return text.length;
}

// A line without `name`: taken out of a list, else the whole line goes.
static Str line_without(Arena *arena, Str line, Str name) {
    const size_t at = find_word(line, name, 0);
    if (at == line.length) return line;
    const size_t open = str_find_byte(line, '[', 0), end = at + name.length;
    if (open > at) return STR_NONE;
    const bool first = open + 1 == at;
    const size_t from = first ? at : at - 2, to = first && end + 1 < line.length && line.at[end] == ',' ? end + 2 : end;
    const Str before = str_slice(line, 0, from), after = str_slice(line, to, line.length);
    return str_format(arena, "%.*s%.*s", STR_ARG(before), STR_ARG(after));
}

static Str program_without(const Program *p, const Decl *decl) {
    Buffer text = buffer_new(p->arena);
    for (size_t at = 0; at < p->text.length;) {
        const size_t end = str_find_byte(p->text, '\n', at) + 1;
        if (at < start_of(p, decl) || at >= end_of(p, decl))
            buffer_add(&text, line_without(p->arena, str_slice(p->text, at, end), name_of(decl)));
        at = end;
    }
    return buffer_str(&text);
}

// Where others cannot be without an instance, there is no program to compare.
static void taking_an_instance_away_changes_no_id(void **state) {
    const Case *one = *state;
    const Program p = program_of(one->arena, str_of(one->path));
    size_t taken = 0;
    for (size_t i = 0; i < p.instances.count; i++) {
        const Decl *decl = p.instances.at[i];
        const Compilation *changed = compile_text(p.arena, p.path, program_without(&p, decl));
        if (changed->diags->errors) continue;
        assert_stable(&p, changed, CHANGE_LESS, "taking away", name_of(decl));
        taken++;
    }
    if (p.instances.count && !taken) fail_msg("%s: no instance could be taken away", one->path);
}

static void add(Cases *cases, Str path, const char *what, CMUnitTestFunction function) {
    cases_add(cases, str_format(cases->arena, "%.*s: %s", STR_ARG(path), what), function, (Case){.path = path.at});
}

void identity_collect(Cases *cases) {
    const Paths names = files_in(cases->arena, "examples");
    for (size_t i = 0; i < names.count; i++) {
        if (!str_ends(names.at[i], STR(".tier"))) continue;
        const Str path = str_format(cases->arena, "examples/%.*s", STR_ARG(names.at[i]));
        Str text = STR_NONE;
        if (!file_read(cases->arena, path, &text) || str_find(text, STR("\nstack "), 0) == text.length) continue;
        add(cases, path, "moving an instance changes no ID", moving_an_instance_changes_no_id);
        add(cases, path, "adding an instance changes no ID", adding_an_instance_changes_no_id);
        add(cases, path, "adding one of each template changes no ID", adding_one_of_each_template_changes_no_id);
        add(cases, path, "taking an instance away changes no ID", taking_an_instance_away_changes_no_id);
    }
}
