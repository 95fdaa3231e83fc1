package dev.residual.job;

import dev.residual.job.JobEvent.StepLogged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a job.
 *
 * @param steps the logged ones, in order
 * @param epochs all of them, in order
 * @param nextCursor what {@code ?cursor=} takes for the steps that follow; null at the end
 */
record MetricsView(List<StepLogged> steps, List<EpochRow> epochs, @Nullable String nextCursor) {}
