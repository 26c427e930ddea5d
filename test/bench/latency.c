/*
 * latency.c
 *	  How long after a commit has returned its row is in a continuous view.
 *
 *	  latency N 'connection string' 'INSERT ...' 'SELECT count ...'
 *
 * One connection commits single rows; after each, a second connection asks the
 * view until the count has grown by one.  Prints median and 99th percentile in
 * milliseconds: of commit to visible, then of the insert itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "libpq-fe.h"

#define GIVE_UP_MS 30000.0

static double
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

static void
fail(PGconn *conn, const char *what)
{
	fprintf(stderr, "latency: %s: %s", what, PQerrorMessage(conn));
	exit(1);
}

static PGconn *
connect_and_prepare(const char *conninfo, const char *query)
{
	PGconn *conn = PQconnectdb(conninfo);
	PGresult *result;

	if (PQstatus(conn) != CONNECTION_OK)
		fail(conn, "could not connect");
	result = PQprepare(conn, "q", query, 0, NULL);
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail(conn, query);
	PQclear(result);
	return conn;
}

/*
 * Run the prepared statement; returns the number in its first column, 0 if
 * there is no row (a view over nothing has no groups yet).
 */
static long
execute(PGconn *conn)
{
	PGresult *result = PQexecPrepared(conn, "q", 0, NULL, NULL, NULL, 0);
	long value = 0;

	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		value = PQntuples(result) > 0 ? atol(PQgetvalue(result, 0, 0)) : 0;
	else if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail(conn, "could not execute");
	PQclear(result);
	return value;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

static double
percentile(const double *sorted, int n, double share)
{
	return sorted[(int) (share * (n - 1) + 0.5)];
}

int
main(int argc, char **argv)
{
	int n = argc == 5 ? atoi(argv[1]) : 0;
	double *visible;
	double *insert;
	PGconn *writer;
	PGconn *reader;
	long count;

	if (n <= 0)
	{
		fprintf(stderr, "usage: latency N CONNINFO INSERT SELECT\n");
		return 2;
	}
	visible = malloc(n * sizeof(double));
	insert = malloc(n * sizeof(double));
	if (visible == NULL || insert == NULL)
		return 1;
	writer = connect_and_prepare(argv[2], argv[3]);
	reader = connect_and_prepare(argv[2], argv[4]);
	count = execute(reader);

	for (int i = 0; i < n; i++)
	{
		double start = now_ms();
		double committed;

		execute(writer);
		committed = now_ms();
		count++;
		while (execute(reader) < count)
		{
			if (now_ms() - committed > GIVE_UP_MS)
			{
				fprintf(stderr, "latency: row %d is not visible after %.0f s\n", i + 1,
						GIVE_UP_MS / 1e3);
				return 1;
			}
		}
		visible[i] = now_ms() - committed;
		insert[i] = committed - start;
	}
	qsort(visible, n, sizeof(double), compare);
	qsort(insert, n, sizeof(double), compare);
	printf("%.4f %.4f %.4f %.4f\n", percentile(visible, n, 0.5),
		   percentile(visible, n, 0.99), percentile(insert, n, 0.5),
		   percentile(insert, n, 0.99));
	PQfinish(writer);
	PQfinish(reader);
	free(visible);
	free(insert);
	return 0;
}
