/*
 * kernel_test.c
 *	  Kernels against closed forms, without a server; writes the seeds of the
 *	  fuzzers' corpus on request.
 *
 *	  kernel_test				run
 *	  kernel_test DIRECTORY		write binary/ and json/ seeds there
 */
#include <stdio.h>

#include "model/adwin.h"
#include "model/algorithms.h"
#include "model/kernel.h"
#include "model/loss.h"
#include "model/model.h"
#include "model/net.h"
#include "standalone.h"

static int failures = 0;

static void
expect(const char *what, float8 got, float8 wanted, float8 tolerance)
{
	if (fabs(got - wanted) <= tolerance * (1 + fabs(wanted)))
		return;
	printf("%s: got %.17g, wanted %.17g\n", what, got, wanted);
	failures++;
}

static Model *
make_model(const ModelOps *ops, float8 optimizer, bool named)
{
	ModelOptions options;
	Model *model;

	ModelOptionsInit(ops, &options);
	options.value[1] = optimizer;
	if (ops->settle)
		ops->settle(options.value);
	model = ModelCreate(ops, &options, NULL);
	if (named)
	{
		FeatureDictAdd(&model->features, "a", 1, NameHash(NAME_HASH_SEED, "a", 1));
		FeatureDictAdd(&model->features, "c=x", 3, NameHash(NAME_HASH_SEED, "c=x", 3));
	}
	else
	{
		model->features.positional = true;
		model->features.count = 2;
	}

	return model;
}

/* The same with metrics that are not the default. */
static Model *
make_fading(const ModelOps *ops, int interval_window)
{
	ModelOptions options;
	Model *model;

	ModelOptionsInit(ops, &options);
	if (ops->settle)
		ops->settle(options.value);
	options.metric.fading = 0.75;
	if (ops->task == TASK_REGRESSION)
		options.metric.interval_window = interval_window;
	model = ModelCreate(ops, &options, NULL);
	model->features.positional = true;
	model->features.count = 2;
	return model;
}

/* Rows on a plane, with labels that are values or classes. */
static void
teach(Model *model, int first, int last)
{
	for (int i = first; i < last; i++)
	{
		float8 x[2] = {sin(i), i % 7};
		float8 y = 2 * x[0] - x[1] + 3;
		FeatureView row = {.count = 2, .value = x};

		if (model->ops->task != TASK_REGRESSION)
			y = y > 0 ? ModelClass(model, LABEL_TEXT, "yes", 3) :
						ModelClass(model, LABEL_TEXT, "no", 2);
		if (model->ops == &PoissonRegressionOps)
			y = fabs(y);
		ModelLearn(model, &row, y, 1);
	}
}

static void
test_student(void)
{
	/* R: 2 * pt(-abs(t), df) */
	expect("p, df 1", KernelStudentP(1, 1), 0.5, 1e-14);
	expect("p, df 2", KernelStudentP(sqrt(2), 2), 1 - sqrt(0.5), 1e-14);
	expect("p, df 9", KernelStudentP(-3.91080291815535, 9), 0.00356040366372507, 1e-13);
	expect("p, df 1e6", KernelStudentP(1.959966, 1e6), 0.0499996, 1e-6);
	expect("p, t 0", KernelStudentP(0, 5), 1, 1e-14);
	expect("p, t huge", KernelStudentP(1e200, 5), 0, 1e-14);
}

static void
test_sigmoid(void)
{
	float8 p[2];

	for (float8 s = -700; s <= 700; s += 0.37)
	{
		KernelSigmoid(s, p);
		expect("sigmoid", p[1], 1 / (1 + exp(-s)), 1e-15);
		expect("sum", p[0] + p[1], 1, 1e-15);
	}
	KernelSigmoid(-40, p);
	expect("small one", p[1] / exp(-40), 1, 1e-15);
}

static void
test_linear(void)
{
	Model *whole = make_model(&LinearRegressionOps, 0, false);
	Model *left = make_model(&LinearRegressionOps, 0, false);
	Model *right = make_model(&LinearRegressionOps, 0, false);
	ModelWeight *rows;

	teach(whole, 0, 100);
	teach(left, 0, 31);
	teach(right, 31, 100);
	ModelMerge(left, right);

	for (int part = 0; part < 2; part++)
	{
		if (whole->ops->weights(part == 0 ? whole : left, &rows) != 3)
			expect("rows of weights", 0, 3, 0);
		expect("intercept", rows[0].weight, 3, 1e-12);
		expect("first", rows[1].weight, 2, 1e-12);
		expect("second", rows[2].weight, -1, 1e-12);
	}
}

/* A row that is learned again and again becomes more probable, never certain. */
static void
test_logistic(void)
{
	Model *model = make_model(&LogisticRegressionOps, 0, false);
	float8 x[2] = {0.5, 3};
	FeatureView row = {.count = 2, .value = x};
	float8 before[2];
	float8 after[2];

	teach(model, 0, 500);
	ModelPredict(model, &row, before);
	for (int i = 0; i < 50; i++)
	{
		ModelLearn(model, &row, 0, 10);
		ModelPredict(model, &row, after);
		if (!(after[0] >= before[0] && after[0] < 1))
			expect("step", after[0], before[0], 0);
		memcpy(before, after, sizeof(before));
	}
}

/* A loss's exact path against many small steps along its gradient. */
static void
test_path(const char *name, const Loss *loss, float8 score, float8 label, float8 shape,
		  float8 time)
{
	LossPoint point = {.score = score, .label = label, .shape = shape};
	LossPoint walker = point;
	int steps = 200000;
	float8 advance;

	loss->look(&point);
	advance = loss->advance(&point, time);
	for (int i = 0; i < steps; i++)
	{
		loss->look(&walker);
		walker.score -= walker.gradient * time / steps;
	}
	expect(name, advance, walker.score - score, 1e-4);
}

static void
test_losses(void)
{
	for (float8 score = -3; score <= 3; score += 0.7)
	{
		for (float8 time = 0.01; time < 20; time *= 3)
		{
			test_path("squared", &SquaredLoss, score, 1.5, 0, time);
			test_path("logistic, yes", &LogisticLoss, score, 1, 0, time);
			test_path("logistic, no", &LogisticLoss, score, 0, 0, time);
			test_path("poisson, 0", &PoissonLoss, score, 0, 0, time);
			test_path("poisson, 4", &PoissonLoss, score, 4, 0, time);
			test_path("quantile", &QuantileLoss, score, 1.45, 0.3, time);
			test_path("huber", &HuberLoss, score, 1.5, 0.8, time);
			test_path("hinge, yes", &HingeLoss, score, 1, 1, time);
			test_path("hinge, no", &HingeLoss, score, 0, 1, time);
		}
	}
}

/* A uniform number from 0 to 1 of a generator that everybody can repeat. */
static float8
uniform(uint64 *s)
{
	*s = *s * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (*s >> 11) / 9007199254740992.0;
}

/*
 * A path goes on where it was left, never past the label and never back,
 * however long it is and wherever it begins.
 */
static void
test_long_path(const char *name, const Loss *loss, float8 goal, float8 label,
			   float8 shape, uint64 *s)
{
	LossPoint start = {.score = (uniform(s) - 0.5) * pow(10, 3 * uniform(s)),
					   .label = label,
					   .shape = shape};
	LossPoint middle = start;
	float8 time = pow(10, 24 * uniform(s) - 12);
	float8 share = uniform(s);
	float8 side = goal > start.score ? 1 : -1;
	float8 whole;
	float8 first;

	loss->look(&start);
	whole = loss->advance(&start, time);
	first = loss->advance(&start, share * time);
	middle.score += first;
	loss->look(&middle);
	if (!(side * first >= 0 && side * whole >= side * first * (1 - 1e-9)))
		expect(name, side * whole, side * first, 0);
	if (!(side * (start.score + whole) <= side * goal + 1e-9 * (1 + fabs(goal))))
		expect(name, start.score + whole, goal, 0);
	/* scores beyond 50 count as 50 */
	if (fabs(middle.score) < 50 && fabs(start.score) < 50)
		expect(name, first + loss->advance(&middle, (1 - share) * time), whole, 1e-9);
}

static void
test_long_paths(void)
{
	uint64 s = 20130607;

	printf("seed of the paths: %d\n", (int) s);
	for (int i = 0; i < 20000; i++)
	{
		float8 y = 4 * uniform(&s) - 2;

		test_long_path("squared, long", &SquaredLoss, y, y, 0, &s);
		test_long_path("logistic, yes, long", &LogisticLoss, HUGE_VAL, 1, 0, &s);
		test_long_path("logistic, no, long", &LogisticLoss, -HUGE_VAL, 0, 0, &s);
		test_long_path("poisson, 0, long", &PoissonLoss, -HUGE_VAL, 0, 0, &s);
		test_long_path("poisson, long", &PoissonLoss, log(y + 2.5), y + 2.5, 0, &s);
		test_long_path("quantile, long", &QuantileLoss, y, y, 0.3, &s);
		test_long_path("huber, long", &HuberLoss, y, y, 0.8, &s);
	}
}

/* The bits of a generator that everybody can repeat; P(1) is .2, later .5. */
static float8
drifting_bit(uint64 *s, int i)
{
	*s = (*s * 1103515245 + 12345) & 0x7fffffff;
	return *s / 2147483648.0 < (i < 10000 ? 0.2 : 0.5);
}

/* One alarm, at the input given; stored and read back in between. */
static void
test_adwin(AdwinCuts cuts, int wanted)
{
	Adwin adwin;
	Adwin copy;
	uint64 s = 12345;
	int alarms = 0;
	int at = 0;
	int ones = 0;

	AdwinInit(&adwin, NULL);
	for (int i = 0; i < 20000; i++)
	{
		float8 bit = drifting_bit(&s, i);

		ones += bit;
		if (AdwinAdd(&adwin, bit, 0.002, 32, cuts))
		{
			at = i;
			alarms++;
			AdwinReset(&adwin);
		}
		if (i % 777 == 0)
		{
			int64 size = AdwinPackedSize(&adwin);
			float8 *packed = palloc(size * sizeof(float8));

			if (AdwinPack(&adwin, packed) != packed + size)
				expect("packed size", 0, size, 0);
			AdwinInit(&copy, NULL);
			if (AdwinUnpack(&copy, packed, packed + size) != packed + size)
				expect("unpacked size", 0, size, 0);
			AdwinFree(&adwin);
			adwin = copy;
		}
	}
	expect("ones", ones, 6986, 0);
	expect("adwin alarms", alarms, 1, 0);
	expect("adwin alarm", at, wanted, 0);
	expect("adwin mean", AdwinMean(&adwin), 0.5, 0.02);
	AdwinFree(&adwin);
}

/* Without alarms the window forgets the old mean by itself, and no more. */
static void
test_adwin_window(void)
{
	Adwin adwin;
	uint64 s = 12345;
	int cuts = 0;

	AdwinInit(&adwin, NULL);
	for (int i = 0; i < 20000; i++)
		cuts += AdwinAdd(&adwin, drifting_bit(&s, i), 0.002, 32, ADWIN_ALL_CUTS);
	if (cuts == 0 || adwin.width > 10200 || adwin.width < 9000)
		expect("adwin width", adwin.width, 10000, 0);
	expect("adwin mean", AdwinMean(&adwin), 0.5, 0.02);
	AdwinReset(&adwin);
	for (int i = 0; i < 200000; i++)
	{
		s = (s * 1103515245 + 12345) & 0x7fffffff;
		if (AdwinAdd(&adwin, 1e6 + s / 2147483648.0, 0.002, 32, ADWIN_ALL_CUTS))
			expect("adwin false alarm", i, -1, 0);
	}
	expect("adwin variance", adwin.total_m2 / adwin.width, 1 / 12.0, 0.01);
}

/* The loss of a network on a row, in double precision, as the definition says. */
static float8
net_loss(const Net *net, const float8 *x, float8 y)
{
	float8 value[2][8];
	const float8 *before = x;

	for (int l = 0; l < net->layers; l++)
	{
		const NetLayer *layer = &net->layer[l];
		float8 *after = value[l & 1];

		for (int j = 0; j < layer->outputs; j++)
		{
			float8 s = layer->weight[j];

			for (int i = 0; i < layer->inputs; i++)
				s += before[i] * layer->weight[(i + 1) * layer->outputs + j];
			if (l < net->layers - 1)
				s = net->activation == NET_RELU	   ? fmax(s, 0) :
					net->activation == NET_SIGMOID ? 1 / (1 + exp(-s)) :
													 tanh(s);
			after[j] = s;
		}
		before = after;
	}
	return (before[0] - y) * (before[0] - y) / 2 - before[1];
}

/* Back-propagation against differences of the loss, for every weight. */
static void
test_gradient(NetActivation activation)
{
	const float8 hidden[3] = {5, 7, 6};
	float8 x[3] = {0.5, -1.25, 2};
	int32 start[2] = {0, 3};
	int32 feature[3] = {0, 1, 2};
	float4 value[3] = {0.5, -1.25, 2};
	Net net = {.activation = activation, .seed = 3};
	NetInput input = {.rows = 1, .start = start, .feature = feature, .value = value};
	NetWork work = {0};
	Model model = {0};

	NetMake(&model, &net, hidden, 3, 3, 2);
	NetWorkReserve(&model, &net, &work, 1, true);
	NetForward(&net, &work, &input);
	NetDelta(&net, &work, 0)[0] = NetOutput(&net, &work, 0)[0] - 0.7f;
	NetDelta(&net, &work, 0)[1] = -1;
	NetBackward(&model, &net, &work, &input);
	for (int l = 0; l < net.layers; l++)
	{
		for (int i = 0; i < (net.layer[l].inputs + 1) * net.layer[l].outputs; i++)
		{
			float4 *weight = &net.layer[l].weight[i];
			float4 middle = *weight;
			float8 up;
			float8 down;
			float8 width;

			*weight = middle + 0x1p-10f;
			width = *weight;
			up = net_loss(&net, x, 0.7f);
			*weight = middle - 0x1p-10f;
			width -= *weight;
			down = net_loss(&net, x, 0.7f);
			*weight = middle;
			expect("gradient", net.layer[l].gradient[i], (up - down) / width, 5e-6);
		}
	}
}

/* Trees have the option grace_period first. */
static const ModelOps *const trees[] = {&HoeffdingTreeOps, &AdaptiveHoeffdingTreeOps,
										&AdaptiveRandomForestOps,
										&HoeffdingTreeRegressorOps};

/* They learn what a threshold tells, and give back their memory. */
static void
test_trees(void)
{
	for (int kind = 0; kind < (int) lengthof(trees); kind++)
	{
		Model *model = make_model(trees[kind], 50, false);
		int wrong = 0;

		for (int i = 0; i < 5000; i++)
		{
			float8 x[2] = {sin(i), i % 7};
			FeatureView row = {.count = 2, .value = x};
			float8 score[2];

			if (i >= 4000)
			{
				ModelPredict(model, &row, score);
				if (model->ops->task == TASK_REGRESSION)
					wrong += fabs(score[0] - (2 * x[0] - x[1] + 3)) > 1;
				else
					wrong += (ModelDecide(model, score) ==
							  ModelClass(model, LABEL_TEXT, "yes", 3)) !=
							 (2 * x[0] - x[1] + 3 > 0);
			}
			teach(model, i, i + 1);
		}
		if (wrong > 150)
			expect(model->ops->name, wrong, 0, 0);
	}
}

/* The area under the curve from bins against all pairs, also the other way round. */
static void
test_histogram(void)
{
	ScoreHistogram histogram = {0};
	ScoreHistogram swapped = {0};
	float8 score[2][200];
	float8 exact = 0;
	float8 bound;
	float8 auc;

	for (int i = 0; i < 400; i++)
	{
		float8 p = pow(fmod(i * 0.618034, 1), i % 2 ? 3 : 5);
		float8 both[2] = {1 - p, p};

		score[i % 2][i / 2] = p;
		ScoreHistogramAdd(&histogram, NULL, both, i % 2, 2);
	}
	for (int i = 0; i < 200; i++)
	{
		for (int j = 0; j < 200; j++)
			exact += score[1][j] > score[0][i] ? 1 : score[1][j] == score[0][i] ? 0.5 : 0;
	}
	exact /= 200 * 200;

	auc = ScoreHistogramAuc(&histogram, &bound);
	if (!(bound > 0 && bound < 0.05 && fabs(auc - exact) <= bound))
		expect("bound of auc", fabs(auc - exact), bound, 0);
	expect("auc", auc, exact, 0.002);
	ScoreHistogramMerge(&swapped, NULL, &histogram, true, 0.5);
	expect("auc of swapped classes", ScoreHistogramAuc(&swapped, &bound), auc, 1e-14);
	ScoreHistogramScale(&swapped, 0.25);
	expect("auc of faded rows", ScoreHistogramAuc(&swapped, &bound), auc, 1e-14);
}

/* Width of an interval by its definition: the k-th of the latest, sorted. */
static float8
kth_smallest(const float8 *values, int count, float8 k)
{
	for (int i = 0; i < count; i++)
	{
		int smaller = 0;
		int equal = 0;

		for (int j = 0; j < count; j++)
		{
			smaller += values[j] < values[i] ? 1 : 0;
			equal += values[j] == values[i] ? 1 : 0;
		}
		if (smaller < k && k <= smaller + equal)
			return values[i];
	}
	return -1;
}

static void
test_residuals(void)
{
	enum
	{
		ROWS = 500,
		WINDOW = 40
	};
	float8 all[ROWS];
	Residuals residuals;
	ResidualCheck check;

	ResidualsInit(&residuals);
	for (int i = 0; i < ROWS; i++)
	{
		int count = Min(i, WINDOW);
		float8 k =
			Min(ceil((count + 1) * (1 - residuals.missed[1]) - 1e-9), (float8) count);
		float8 width = kth_smallest(all + i - count, count, k);
		float8 missed = residuals.missed[1];

		/* some of them equal, and growing in the end */
		all[i] = fabs(sin(i * i)) * (i > 300 ? i : 1);
		if (i % 7 == 0)
			all[i] = 0.5;
		if (count >= 4)
			expect("width", ResidualsHalfWidth(&residuals, NULL, 0.8), width, 0);
		ResidualsAdd(&residuals, NULL, WINDOW, all[i], &check);
		expect("bounded", check.bounded[1], count >= 4, 0);
		if (count < 4)
			continue;
		expect("covered", check.covered[1], all[i] <= width, 0);
		expect("adapted", residuals.missed[1],
			   missed + 0.005 * (0.2 - (all[i] > width ? 1 : 0)), 1e-15);
	}
}

static void
write_file(const char *directory, const char *kind, int number, const char *bytes,
		   Size size)
{
	char path[1024];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/seed%02d", directory, kind, number);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
	{
		perror(path);
		exit(1);
	}
}

/* MurmurHash3_x86_32: the values that are published for it. */
static void
test_murmur(void)
{
	static const struct
	{
		const char *text;
		uint32 seed;
		uint32 hash;
	} known[] = {{"", 0, 0},
				 {"", 1, 0x514e28b7},
				 {"", 0xffffffff, 0x81f16f39},
				 {"test", 0, 0xba6bd213},
				 {"test", 0x9747b28c, 0x704b81dc},
				 {"Hello, world!", 0, 0xc0363e43},
				 {"Hello, world!", 0x9747b28c, 0x24884cba},
				 {"The quick brown fox jumps over the lazy dog", 0, 0x2e4ff723},
				 {"The quick brown fox jumps over the lazy dog", 0x9747b28c, 0x2fa826cd},
				 {"aaaa", 0x9747b28c, 0x5a97808a},
				 {"aaa", 0x9747b28c, 0x283e0130},
				 {"aa", 0x9747b28c, 0x5d211726},
				 {"a", 0x9747b28c, 0x7fa09ea6}};

	static const struct
	{
		const char *word;
		int column;
		int sign;
	} hashed[] = {{"dog", 3, -1}, {"cat", 9, 1}, {"elephant", 2, -1}, {"run", 4, -1}};

	for (int i = 0; i < (int) lengthof(known); i++)
		expect(known[i].text,
			   FeatureMurmur(known[i].text, strlen(known[i].text), known[i].seed),
			   known[i].hash, 0);
	/* the example of scikit-learn's FeatureHasher(n_features=10) */
	for (int i = 0; i < (int) lengthof(hashed); i++)
	{
		uint32 hash = FeatureMurmur(hashed[i].word, strlen(hashed[i].word), 0);

		expect(hashed[i].word, abs((int32) hash) % 10, hashed[i].column, 0);
		expect("sign", (int32) hash < 0 ? -1 : 1, hashed[i].sign, 0);
	}
	expect("slot of a negative hash", FeatureSlotOf(0xffffffff, 4), 1, 0);
	expect("slot of the least integer", FeatureSlotOf(0x80000000, 22), 0, 0);
}

/* A model whose names are hashed, and whose missing values are filled in. */
static Model *
make_hashed(const ModelOps *ops, int bits, int max_names, FeatureMissing missing)
{
	ModelOptions options;

	ModelOptionsInit(ops, &options);
	if (ops->settle)
		ops->settle(options.value);
	options.hash_bits = bits;
	options.max_names = max_names;
	options.missing = missing;
	return ModelCreate(ops, &options, NULL);
}

/* Rows of three words out of "words". */
static void
teach_words(Model *model, int first, int last, int words)
{
	for (int i = first; i < last; i++)
	{
		int32 index[3];
		int32 missing[1];
		float8 value[3] = {1, 1, 1};
		FeatureView row = {.index = index, .value = value, .missing = missing};
		float8 y = i % 3;

		for (int j = 0; j < 3; j++)
		{
			char name[16];
			int len = sprintf(name, "w%d", (i * (j + 1)) % (words >> j));
			int feature = FeatureDictAdd(&model->features, name, len,
										 NameHash(NAME_HASH_SEED, name, len));
			bool seen = false;

			for (int k = 0; k < row.count; k++)
				seen = seen || index[k] == feature;
			if (!seen && j == 2 && i % 5 == 0)
				missing[row.nmissing++] = feature;
			else if (!seen)
				index[row.count++] = feature;
		}
		if (TaskHasClasses(model->ops->task))
			y = ModelClass(model, LABEL_TEXT, y > 0 ? "yes" : "no", y > 0 ? 3 : 2);
		ModelLearn(model, &row, y, 1);
	}
}

/* Names that are kept are those of the features that came most often. */
static void
test_hash_names(void)
{
	Model *model = make_hashed(&LogisticRegressionOps, 12, 8, MISSING_IGNORE);
	FeatureHash *hash = model->features.hash;
	float8 entries = 0;

	teach_words(model, 0, 2000, 40);
	expect("features", model->features.count, 40, 0);
	if (hash->kept > 8)
		expect("names", hash->kept, 8, 0);
	for (int i = 0; i < hash->count; i++)
	{
		entries += hash->slot[i].rows;
		expect("collisions", hash->slot[i].shared, 0, 0);
	}
	expect("entries", entries, 6000, 0);
	for (int i = 0; i < hash->count; i++)
	{
		/* words of all three places of a row are three times as frequent */
		if (hash->slot[i].rows > 250 && hash->slot[i].name == NULL)
			expect("name of a frequent feature", i, -1, 0);
	}

	model = make_hashed(&LogisticRegressionOps, 2, 8, MISSING_IGNORE);
	teach_words(model, 0, 2000, 40);
	expect("slots in use", model->features.count, 4, 0);
}

/* Parts that are merged have the slots and counts of the whole. */
static void
test_hash_merge(void)
{
	Model *whole = make_hashed(&MultinomialNaiveBayesOps, 4, 100, MISSING_IGNORE);
	Model *left = make_hashed(&MultinomialNaiveBayesOps, 4, 100, MISSING_IGNORE);
	Model *right = make_hashed(&MultinomialNaiveBayesOps, 4, 100, MISSING_IGNORE);
	ModelWeight *ours;
	ModelWeight *theirs;
	int count;

	teach_words(whole, 0, 300, 60);
	teach_words(left, 0, 100, 60);
	teach_words(right, 100, 300, 60);
	ModelMerge(left, right);
	expect("merged slots", left->features.count, whole->features.count, 0);
	count = whole->ops->weights(whole, &ours);
	expect("merged weights", left->ops->weights(left, &theirs), count, 0);
	for (int i = 0; i < count; i++)
	{
		expect("merged weight", theirs[i].weight, ours[i].weight, 1e-14);
		if (ours[i].feature >= 0)
			expect("merged entries", left->features.hash->slot[ours[i].feature].rows,
				   whole->features.hash->slot[ours[i].feature].rows, 0);
	}
}

/* A model that has learned so many rows, in both forms. */
static void
write_seed(const char *directory, int number, Model *model, int rows)
{
	Size size;
	char *flat;
	char *json;

	teach(model, 0, rows);
	size = ModelFlatSize(model);
	flat = palloc(size);
	ModelFlatten(model, flat, size);
	json = ModelToJson(model);
	write_file(directory, "binary", number, flat, size);
	write_file(directory, "json", number, json, strlen(json));
}

static void
write_seeds(const char *directory)
{
	const ModelOps *const family[] = {&LinearRegressionOps,
									  &LogisticRegressionOps,
									  &SoftmaxRegressionOps,
									  &PoissonRegressionOps,
									  &HuberRegressionOps,
									  &QuantileRegressionOps,
									  &PerceptronOps,
									  &FtrlClassifierOps,
									  &PassiveAggressiveClassifierOps,
									  &PassiveAggressiveRegressorOps};
	int number = 0;

	for (int kind = 0; kind < 8; kind++)
	{
		for (int rows = 0; rows <= 40; rows += 20)
			write_seed(directory, number++,
					   make_model(family[kind & 1], (kind >> 1) & 1, (kind >> 2) & 1),
					   rows);
	}

	/* trees from number 60 on: small grace periods, so that they are split */
	number = 60;
	for (int kind = 0; kind < (int) lengthof(trees); kind++)
	{
		for (int rows = 0; rows <= 600; rows += 300)
			write_seed(directory, number++, make_model(trees[kind], 20, rows & 1), rows);
	}

	/* networks from number 200 on: the first option is the list of sizes */
	number = 200;
	/* the next row fills a mini-batch, the first or a later one */
	for (int rows = 31; rows <= 95; rows += 32)
	{
		write_seed(directory, number++, make_model(&MlpClassifierOps, 3, rows == 63),
				   rows);
		write_seed(directory, number++, make_model(&MlpRegressorOps, 2 + 3 * 8192, false),
				   rows);
	}
	/* neighbours and machines: k or the optimizer first */
	for (int choice = 0; choice < 2; choice++)
	{
		for (int rows = 0; rows <= 40; rows += 20)
		{
			bool named = rows == 20;

			write_seed(directory, number++,
					   make_model(&KnnClassifierOps, choice + 1, named), rows);
			write_seed(directory, number++,
					   make_model(&KnnRegressorOps, choice + 1, named), rows);
			write_seed(directory, number++,
					   make_model(&FactorizationMachineClassifierOps, choice, named),
					   rows);
			write_seed(directory, number++,
					   make_model(&FactorizationMachineRegressorOps, choice, named),
					   rows);
		}
	}

	/* the linear family from 100 on: every optimizer; what others have first can be 1 */
	number = 100;
	for (int i = 0; i < (int) lengthof(family); i++)
	{
		bool optimizers = i < 6;

		for (int choice = optimizers ? 0 : 1; choice < (optimizers ? 7 : 2); choice++)
		{
			Model *model = make_model(family[i], choice, i & 1);

			write_seed(directory, number++, model, 20);
		}
	}

	/* hashed names and missing values from 280 on */
	number = 280;
	for (int i = 0; i < (int) lengthof(family); i++)
	{
		Model *model = make_hashed(family[i], 3 + i % 2, 4 * (i % 3), i % 5);

		teach_words(model, 0, 40, 30);
		write_seed(directory, number++, model, 0);
	}
	for (int missing = MISSING_ERROR; missing <= MISSING_INDICATOR; missing++)
	{
		Model *model = make_hashed(&LinearRegressionOps, 0, 0, missing);

		model->features.positional = true;
		model->features.count = 2;
		write_seed(directory, number++, model, 20);
	}
	for (int i = 0; i < 2; i++)
	{
		Model *model =
			make_hashed(i ? &MultinomialNaiveBayesOps : &BernoulliNaiveBayesOps, 4, 5,
						MISSING_IGNORE);

		teach_words(model, 0, 40, 30);
		write_seed(directory, number++, model, 0);
	}
	/* figures that fade from 160 on, of softmax with a third class */
	number = 160;
	for (int i = 0; i < (int) lengthof(family); i++)
	{
		Model *model = make_fading(family[i], i % 3 == 0 ? 0 : 20);

		if (model->ops == &SoftmaxRegressionOps)
			ModelClass(model, LABEL_TEXT, "maybe", 5);
		write_seed(directory, number++, model, 60);
	}
}

int
main(int argc, char **argv)
{
	if (setjmp(standalone_catch) != 0)
	{
		printf("unexpected error: %s\n", standalone_message);
		return 1;
	}
	if (argc > 1)
	{
		write_seeds(argv[1]);
		return 0;
	}

	test_student();
	test_sigmoid();
	test_losses();
	test_long_paths();
	test_histogram();
	test_residuals();
	test_linear();
	test_logistic();
	test_adwin(ADWIN_ALL_CUTS, 10111);
	test_adwin(ADWIN_COARSE_CUTS, 10175);
	test_adwin_window();
	test_gradient(NET_RELU);
	test_gradient(NET_SIGMOID);
	test_gradient(NET_TANH);
	test_trees();
	test_murmur();
	test_hash_names();
	test_hash_merge();
	printf("kernels: %s\n", failures ? "failed" : "passed");
	standalone_reset();

	return failures != 0;
}
