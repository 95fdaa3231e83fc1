package dev.residual.job.estimate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.residual.job.JobRequest;
import dev.residual.training.TrainingCost;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a job would take. The times are null if nothing is known of them.
 *
 * @param request with everything filled in that the job would be trained with
 * @param basis how the times were found
 * @param basisJob the job whose steps were measured; null for another basis
 * @param device the device that the times are for; null if nothing is known
 * @param note what the times are not sure about, for people; null for nothing
 * @param memoryBytes estimated memory of the training on its device
 * @param totalSeconds from its start to its end, without waiting in the queue; an upper bound with
 *     earlyStopping
 */
@Schema(name = "JobEstimate")
public record JobEstimate(
    JobRequest request,
    Basis basis,
    @Nullable UUID basisJob,
    @Nullable String worker,
    @Nullable String device,
    @Nullable String precision,
    @Nullable String note,
    long memoryBytes,
    int epochs,
    int stepsPerEpoch,
    @Nullable Double secondsPerStep,
    @Nullable Double trainingSeconds,
    @Nullable Double evaluationSeconds,
    @Nullable Double savingSeconds,
    @Nullable Double totalSeconds) {

  /** How times are found. */
  @Schema(
      name = "JobEstimateBasis",
      enumAsRef = true,
      description =
          "measured: by a few real steps, just now. earlier-job: from the steps of another job, the"
              + " newest one that is most alike; what it takes to write files is left out. unknown:"
              + " no device was free and nothing was measured before")
  public enum Basis {
    @JsonProperty("measured")
    MEASURED,
    @JsonProperty("earlier-job")
    EARLIER_JOB,
    @JsonProperty("unknown")
    UNKNOWN
  }

  /** Where times are from. */
  record Source(
      Basis basis,
      @Nullable UUID job,
      @Nullable String worker,
      @Nullable String device,
      @Nullable String precision,
      @Nullable String note) {}

  static JobEstimate of(JobRequest request, TrainingCost cost, Source source) {
    TrainingCost.Times times = cost.times();
    Double training = times == null ? null : Double.valueOf(cost.trainingSeconds(times));
    Double evaluation = times == null ? null : Double.valueOf(cost.evaluationSeconds(times));
    boolean saves = source.basis() == Basis.MEASURED;
    Double saving = times == null || !saves ? null : Double.valueOf(cost.savingSeconds(times));
    return new JobEstimate(
        request,
        source.basis(),
        source.job(),
        source.worker(),
        source.device(),
        source.precision(),
        source.note(),
        cost.memoryBytes(),
        cost.epochs(),
        cost.stepsPerEpoch(),
        times == null ? null : rounded(times.step(), 1e5),
        training == null ? null : rounded(training, 1e2),
        evaluation == null ? null : rounded(evaluation, 1e2),
        saving == null ? null : rounded(saving, 1e2),
        training == null || evaluation == null
            ? null
            : rounded(training + evaluation + (saving == null ? 0 : saving), 1e2));
  }

  private static Double rounded(double value, double digits) {
    return Math.round(value * digits) / digits;
  }
}
