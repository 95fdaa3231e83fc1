package dev.residual.job;

import dev.residual.training.EpochReport;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * The result of an epoch: both an event and a row of {@code job_epoch}, with a column per field.
 */
@Embeddable
public record EpochResult(
    int epoch,
    double trainLoss,
    @Column(name = "train_top1") double trainTop1,
    @Column(name = "train_top5") double trainTop5,
    String evalSplit,
    double evalLoss,
    @Column(name = "eval_top1") double evalTop1,
    @Column(name = "eval_top5") double evalTop5,
    @Schema(
            description =
                "mean of the F1 of the classes that have images in the evaluated split, 0 to 1")
        @Column(name = "eval_macro_f1")
        double evalMacroF1,
    @Schema(
            description =
                "mean of the recalls of the classes that have images in the evaluated split, 0 to 1")
        double evalBalancedAccuracy,
    double seconds)
    implements JobEvent {

  static final String TYPE = "epoch";

  public static EpochResult of(EpochReport report) {
    return new EpochResult(
        report.epoch(),
        report.trainLoss(),
        report.trainTop1(),
        report.trainTop5(),
        report.evalSplit(),
        report.evalLoss(),
        report.evalTop1(),
        report.evalTop5(),
        report.evalMacroF1(),
        report.evalBalancedAccuracy(),
        report.seconds());
  }

  @Override
  public String type() {
    return TYPE;
  }
}
