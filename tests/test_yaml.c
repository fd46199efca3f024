/* core/yaml: trees, places, assignments, hostile text. */
#include <stdlib.h>
#include <string.h>

#include "core/yaml.h"
#include "suite.h"

static qtl_yaml *parsed(const char *text)
{
    qtl_yaml *yaml = NULL;
    ck_ok(qtl_yaml_parse("x.yaml", text, strlen(text), &yaml));
    return yaml;
}

static const char *text_at(const qtl_yaml *yaml, const char *path)
{
    const qtl_yaml_node *node = qtl_yaml_find(yaml, path);
    return node ? node->text : NULL;
}

/* Parsing `text` fails with `status` and the whole message `message`. */
static void refuses(const char *text, qtl_status status, const char *message)
{
    qtl_yaml *yaml = NULL;
    ck_fails(qtl_yaml_parse("x.yaml", text, strlen(text), &yaml), status, message);
    ck_assert_str_eq(qtl_error_message(), message);
    ck_assert_ptr_null(yaml);
}

START_TEST(block_and_flow_mappings_are_the_same_tree)
{
    qtl_yaml *block = parsed("a:\n  b: 1\n  c: [x, 'y z']\n");
    qtl_yaml *flow = parsed("a: {b: 1, c: [x, \"y z\"]}\n");
    qtl_yaml *const both[] = {block, flow};
    for (size_t i = 0; i < 2; i++) {
        ck_assert_str_eq(text_at(both[i], "a.b"), "1");
        const qtl_yaml_node *list = qtl_yaml_find(both[i], "a.c");
        ck_assert_int_eq(list->kind, QTL_YAML_SEQUENCE);
        ck_assert_uint_eq(list->n_children, 2);
        ck_assert_str_eq(list->child->text, "x");
        ck_assert_str_eq(list->child->next->text, "y z");
        ck_assert_ptr_null(list->child->next->next);
        qtl_yaml_free(both[i]);
    }
}
END_TEST

START_TEST(every_node_knows_its_line)
{
    qtl_yaml *yaml =
        parsed("# comment\na: 1\n\nb:\n  - x\n  - y\nc: {d: 2,\n    e: 3}\n");
    ck_assert_uint_eq(qtl_yaml_find(yaml, "a")->line, 2);
    ck_assert_uint_eq(qtl_yaml_find(yaml, "b")->child->next->line, 6);
    ck_assert_uint_eq(qtl_yaml_find(yaml, "c.d")->line, 7);
    ck_assert_uint_eq(qtl_yaml_find(yaml, "c.e")->line, 8);
    ck_assert_str_eq(qtl_yaml_find(yaml, "a")->origin, "x.yaml");
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(null_and_absent_are_not_found)
{
    qtl_yaml *yaml = parsed("a:\nb: ~\nc: null\nd: 'null'\ne: ''\n");
    ck_assert_ptr_null(qtl_yaml_find(yaml, "a"));
    ck_assert_ptr_null(qtl_yaml_find(yaml, "b"));
    ck_assert_ptr_null(qtl_yaml_find(yaml, "c"));
    ck_assert_str_eq(text_at(yaml, "d"), "null");
    ck_assert_str_eq(text_at(yaml, "e"), "");
    ck_assert_ptr_null(qtl_yaml_find(yaml, "f"));
    ck_assert_ptr_null(qtl_yaml_find(yaml, "d.x"));
    ck_assert_ptr_null(qtl_yaml_find(yaml, ""));
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(assignments_make_replace_and_remove)
{
    qtl_yaml *yaml = parsed("a: {b: 1, c: 2}\nn: ~\n");
    ck_ok(qtl_yaml_set(yaml, "a.b=3"));
    ck_ok(qtl_yaml_set(yaml, "x.y.z=[1, 2]"));
    ck_ok(qtl_yaml_set(yaml, "n.m=k=v"));
    ck_ok(qtl_yaml_set(yaml, "a.c=~"));
    ck_ok(qtl_yaml_set(yaml, "a.d=4"));
    ck_ok(qtl_yaml_set(yaml, "a.d="));
    ck_assert_str_eq(text_at(yaml, "a.b"), "3");
    ck_assert_uint_eq(qtl_yaml_find(yaml, "x.y.z")->n_children, 2);
    ck_assert_str_eq(text_at(yaml, "n.m"), "k=v");
    ck_assert_ptr_null(qtl_yaml_find(yaml, "a.c"));
    ck_assert_ptr_null(qtl_yaml_find(yaml, "a.d"));
    ck_assert_str_eq(qtl_yaml_find(yaml, "a.b")->origin, "--set a.b=3");
    ck_assert_uint_eq(qtl_yaml_find(yaml, "a.b")->line, 0);
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(bad_assignments_name_themselves)
{
    qtl_yaml *yaml = parsed("a: 1\n");
    ck_fails(qtl_yaml_set(yaml, "a"), QTL_EINVAL, "--set a: write KEY=VALUE");
    ck_fails(qtl_yaml_set(yaml, "=1"), QTL_EINVAL, "--set =1: this is no key");
    ck_fails(qtl_yaml_set(yaml, "a..b=1"), QTL_EINVAL, "this is no key");
    ck_fails(qtl_yaml_set(yaml, "a.=1"), QTL_EINVAL, "this is no key");
    ck_fails(qtl_yaml_set(yaml, "a.b.c.d.e.f.g.h.i=1"), QTL_EINVAL, "this is no key");
    ck_fails(qtl_yaml_set(yaml, "a.b=1"), QTL_EINVAL,
             "--set a.b=1: a: this is a value; it has no keys");
    ck_fails(qtl_yaml_set(yaml, "b=[1"), QTL_EFORMAT, "--set b=[1: not YAML: ");
    ck_fails(qtl_yaml_set(yaml, "b={c: 1, c: 2}"), QTL_EFORMAT,
             "--set b={c: 1, c: 2}: c: duplicate key");
    ck_fails(qtl_yaml_set(yaml, "b=\xff"), QTL_EFORMAT, "not text");
    ck_assert_str_eq(text_at(yaml, "a"), "1");
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(wrapping_puts_a_value_under_a_key)
{
    qtl_yaml *yaml = parsed("a: 1\nb: 2\n");
    ck_ok(qtl_yaml_wrap(yaml, qtl_yaml_find(yaml, "a"), "name"));
    ck_assert_str_eq(text_at(yaml, "a.name"), "1");
    ck_assert_str_eq(text_at(yaml, "b"), "2");
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(walking_visits_children_first_or_passes_over_them)
{
    qtl_yaml *yaml = parsed("a: {b: 1, c: {d: 2}}\ne: 3\n");
    char seen[16] = "";
    for (const qtl_yaml_node *n = yaml->root;
         (n = qtl_yaml_walk(yaml->root, n, true)) != NULL;) {
        strcat(seen, n->key);
    }
    ck_assert_str_eq(seen, "abcde");
    const qtl_yaml_node *a = qtl_yaml_find(yaml, "a");
    ck_assert_str_eq(qtl_yaml_walk(yaml->root, a, false)->key, "e");
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(failures_name_origin_line_and_path)
{
    qtl_yaml *yaml = parsed("a:\n  b: [1,\n     2]\n");
    const qtl_yaml_node *item = qtl_yaml_find(yaml, "a.b")->child->next;
    ck_assert_int_eq(qtl_yaml_fail(QTL_ERANGE, item, "%d is bad", 2), QTL_ERANGE);
    ck_assert_str_eq(qtl_error_message(), "x.yaml:3: a.b[1]: 2 is bad");
    (void)qtl_yaml_fail(QTL_ERANGE, yaml->root, "bad");
    ck_assert_str_eq(qtl_error_message(), "x.yaml:1: bad");
    ck_ok(qtl_yaml_set(yaml, "a.b=[x]"));
    (void)qtl_yaml_fail(QTL_ERANGE, qtl_yaml_find(yaml, "a.b"), "bad\n\x1b[31m");
    ck_assert_str_eq(qtl_error_message(), "--set a.b=[x]: bad??[31m");
    (void)qtl_yaml_fail(QTL_ERANGE, qtl_yaml_find(yaml, "a.b")->child, "bad");
    ck_assert_str_eq(qtl_error_message(), "--set a.b=[x]: a.b[0]: bad");
    qtl_yaml_free(yaml);
}
END_TEST

START_TEST(scalars_survive_writing_and_reading)
{
    static const char *const texts[] = {"plain",   "1e-4",  "",        "null",
                                        "a: b",    "\"q\"", "back\\s", "line\nbreak\ttab",
                                        "~",       "-1",    "# no",    "\x01\x7f",
                                        "h\u00e9", "true",  " pad ",   "[x]"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        qtl_text text = {0};
        qtl_text_add(&text, "k: [");
        qtl_yaml_add_scalar(&text, texts[i]);
        qtl_text_add(&text, "]\n");
        qtl_yaml *yaml = parsed(text.data);
        ck_assert_str_eq(qtl_yaml_find(yaml, "k")->child->text, texts[i]);
        ck_assert(!qtl_yaml_find(yaml, "k")->child->null);
        qtl_yaml_free(yaml);
        free(text.data);
    }
}
END_TEST

START_TEST(what_is_no_document_is_refused_in_one_line)
{
    refuses("", QTL_EEMPTY, "x.yaml: the file is empty");
    refuses("# only a comment\n", QTL_EEMPTY, "x.yaml: the file is empty");
    refuses("~\n", QTL_EEMPTY, "x.yaml: the file is empty");
    refuses("just words\n", QTL_EFORMAT, "x.yaml:1: write \"key: value\" lines");
    refuses("- 1\n", QTL_EFORMAT, "x.yaml:1: write \"key: value\" lines");
    refuses("a: 1\nb: 2\na: 3\n", QTL_EFORMAT,
            "x.yaml:3: a: duplicate key; it is on line 1 already");
    refuses("a: &x 1\nb: *x\n", QTL_EFORMAT,
            "x.yaml:2: aliases are not supported; write the value again");
    refuses("a: 1\n---\nb: 1\n", QTL_EFORMAT,
            "x.yaml:3: a second document; a file has one");
    refuses("? [a]\n: 1\n", QTL_EFORMAT, "x.yaml:1: a key must be a word");
    refuses("a: \xff\n", QTL_EFORMAT, "x.yaml: not text, so not YAML");
    qtl_yaml *yaml = NULL;
    ck_fails(qtl_yaml_parse("x.yaml", "a: \0b", 5, &yaml), QTL_EFORMAT, "not text");
    ck_fails(qtl_yaml_parse("x.yaml", "a: 1\nb: [1, 2\nc: 3\n", 19, &yaml), QTL_EFORMAT,
             "x.yaml:4: not YAML: ");
    ck_fails(qtl_yaml_parse("x.yaml", "a: \"\\0\"\n", 8, &yaml), QTL_EFORMAT,
             "x.yaml:1: this is no text");
}
END_TEST

START_TEST(excess_is_refused)
{
    qtl_yaml *yaml = NULL;
    char deep[41] = "a: ";
    memset(deep + 3, '[', 37);
    ck_fails(qtl_yaml_parse("x.yaml", deep, 40, &yaml), QTL_EFORMAT, "nested too deeply");
    qtl_text many = {0};
    for (int i = 0; i < 5000; i++) {
        qtl_text_add(&many, "k%d: 1\n", i);
    }
    ck_fails(qtl_yaml_parse("x.yaml", many.data, many.size, &yaml), QTL_EFORMAT,
             "x.yaml:4097: too many keys");
    free(many.data);
    const size_t size = (1u << 20) + 1;
    char *large = calloc(size, 1);
    ck_fails(qtl_yaml_parse("x.yaml", large, size, &yaml), QTL_EFORMAT, "1 MiB");
    free(large);
    ck_assert_ptr_null(yaml);
}
END_TEST

START_TEST(files_that_cannot_be_read_are_named)
{
    qtl_yaml *yaml = NULL;
    char *folder = qtl_test_folder();
    ck_fails(qtl_yaml_read("/nowhere/x.yaml", &yaml), QTL_EIO, "/nowhere/x.yaml");
    ck_fails(qtl_yaml_read(folder, &yaml), QTL_EIO, folder);
    ck_fails(qtl_yaml_read(NULL, &yaml), QTL_EINVAL, "NULL");
    ck_fails(qtl_yaml_parse(NULL, "", 0, &yaml), QTL_EINVAL, "NULL");
    char *path = qtl_format("%s/x.yaml", folder);
    qtl_test_write(path, "a: 1\n");
    ck_ok(qtl_yaml_read(path, &yaml));
    ck_assert_str_eq(text_at(yaml, "a"), "1");
    ck_assert_str_eq(yaml->root->origin, path);
    qtl_yaml_free(yaml);
    qtl_yaml_free(NULL);
    remove(path);
    remove(folder);
    free(path);
    free(folder);
}
END_TEST

QTL_SUITE("core yaml", block_and_flow_mappings_are_the_same_tree,
          every_node_knows_its_line, null_and_absent_are_not_found,
          assignments_make_replace_and_remove, bad_assignments_name_themselves,
          wrapping_puts_a_value_under_a_key,
          walking_visits_children_first_or_passes_over_them,
          failures_name_origin_line_and_path, scalars_survive_writing_and_reading,
          what_is_no_document_is_refused_in_one_line, excess_is_refused,
          files_that_cannot_be_read_are_named)
