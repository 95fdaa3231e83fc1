package dev.residual.job.events;

import dev.residual.job.EpochResult;
import dev.residual.job.JobEvent.StepLogged;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a job.
 *
 * @param steps the logged steps of this page, in order
 * @param epochs the results of all epochs, in order
 * @param nextCursor the value of {@code ?cursor=} for the next page; null on the last page
 */
record JobMetricsView(
    List<StepLogged> steps, List<EpochResult> epochs, @Nullable String nextCursor) {}
