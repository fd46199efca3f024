/* Integrals of smooth functions whose ends may be steep. */
#ifndef QTL_EXPERIMENT_QUADRATURE_H
#define QTL_EXPERIMENT_QUADRATURE_H

/* Integral over t from 0 to `length` by the double exponential rule (Takahasi & Mori
 * 1974). Points crowd at both ends, where f may have an integrable singularity; near 0
 * all digits of t are good. About 1000 evaluations. */
double qtl_integrate(double (*f)(double t, const void *context), const void *context,
                     double length);

#endif
