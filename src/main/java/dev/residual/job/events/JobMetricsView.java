package dev.residual.job.events;

import dev.residual.job.EpochResult;
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
record JobMetricsView(
    List<StepLogged> steps, List<EpochResult> epochs, @Nullable String nextCursor) {}
