/* One page that says what an experiment found. */
#ifndef QUANTAL_REPORT_H
#define QUANTAL_REPORT_H

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Writes `directory`/report.html from the tables of a result folder: the verdict table,
 * an interactive information plane, every figure that the tables allow with its caption,
 * the methods and how to run it all again. One file: styles, script and figures are
 * inside, nothing is fetched, and without JavaScript the figures stand for the plane.
 * The same tables give the same bytes. A folder without verdict.csv gets a report that
 * says so. *path (freed by the caller) is the name of the file; it may be NULL. */
QTL_NODISCARD qtl_status qtl_report_write(const char *directory, char **path);

#pragma GCC visibility pop
#endif
