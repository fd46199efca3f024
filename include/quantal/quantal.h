/* Everything public. */
#ifndef QUANTAL_QUANTAL_H
#define QUANTAL_QUANTAL_H

#include "quantal/activation.h"
#include "quantal/bias.h"
#include "quantal/compare.h"
#include "quantal/dataset.h"
#include "quantal/entropy.h"
#include "quantal/estimator.h"
#include "quantal/experiment.h"
#include "quantal/fetch.h"
#include "quantal/initializer.h"
#include "quantal/linear_teacher.h"
#include "quantal/matrix.h"
#include "quantal/network.h"
#include "quantal/optimizer.h"
#include "quantal/plot.h"
#include "quantal/reading.h"
#include "quantal/relevance.h"
#include "quantal/relevant.h"
#include "quantal/report.h"
#include "quantal/resampling.h"
#include "quantal/run.h"
#include "quantal/sampling.h"
#include "quantal/score_card.h"
#include "quantal/split.h"
#include "quantal/status.h"
#include "quantal/summary.h"
#include "quantal/trainer.h"
#include "quantal/validate.h"
#include "quantal/verdict.h"

#endif
