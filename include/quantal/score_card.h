/* What a validation says, for a person. */
#ifndef QUANTAL_SCORE_CARD_H
#define QUANTAL_SCORE_CARD_H

#include "quantal/status.h"

#pragma GCC visibility push(default)

/* Ranks the methods of each suite in `directory`/validate.csv by the median of |bias|
 * over its rows, and names the median RMSE, the worst case, failures and time. `text` is
 * freed by the caller. QTL_EFORMAT says which line of the table is damaged. */
QTL_NODISCARD qtl_status qtl_score_card(const char *directory, char **text);

#pragma GCC visibility pop
#endif
