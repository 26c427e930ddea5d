/*
 * guc.h
 *	  The settings of streamml; guc.c defines each one.
 */
#ifndef STREAMML_GUC_H
#define STREAMML_GUC_H

#include "streamml.h"

extern int streamml_batch_rows;
extern int streamml_batch_size;
extern int streamml_dead_letter_limit;
extern int streamml_decoding_work_mem;
extern bool streamml_failover_slot;
extern int streamml_group_cache_size;
extern int streamml_max_retained_wal;
extern int streamml_max_workers;
extern char *streamml_now_setting;
extern int streamml_poll_interval;
extern int streamml_view_timeout;

extern void GucInit(void);

#endif /* STREAMML_GUC_H */
