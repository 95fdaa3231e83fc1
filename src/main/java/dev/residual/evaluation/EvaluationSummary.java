package dev.residual.evaluation;

import dev.residual.model.TestResult;
import io.swagger.v3.oas.annotations.media.Schema;

/** The main figures of an evaluation. */
@Schema(description = "The main figures of an evaluation")
public record EvaluationSummary(
    @Schema(description = "SHA-256 of the test images and their labels") String testDigest,
    @Schema(description = "How many images it was tested on", example = "1000") int images,
    @Schema(description = "Mean cross-entropy in nats", example = "0.251") double loss,
    WilsonInterval accuracy,
    @Schema(example = "0.997") double top5,
    @Schema(example = "0.9117") double macroF1,
    @Schema(example = "0.912") double balancedAccuracy) {

  static EvaluationSummary of(Evaluation evaluation, String testDigest) {
    TestResult result = evaluation.asTestResult();
    ClassCounts counts = evaluation.classCounts();
    int images = evaluation.metrics().images();
    return new EvaluationSummary(
        testDigest,
        images,
        result.loss(),
        WilsonInterval.of(Math.toIntExact(evaluation.metrics().top1Hits()), images),
        result.top5(),
        counts.macroF1(),
        counts.balancedAccuracy());
  }
}
