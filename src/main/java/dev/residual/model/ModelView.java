package dev.residual.model;

import dev.residual.image.Normalization;
import dev.residual.model.provenance.Provenance;
import dev.residual.model.provenance.Reproduction;
import dev.residual.preprocessing.Preprocessing;
import dev.residual.web.Link;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The JSON representation of a model.
 *
 * @param imageSize height and width in pixels to which an image is scaled
 * @param parameters count of the numbers in the weights file, including running statistics
 * @param weightsSha256 SHA-256 of the safetensors file
 */
public record ModelView(
    UUID id,
    @Schema(description = "The job that trained it; null if its weights are from elsewhere")
        @Nullable UUID jobId,
    @Schema(description = "The key of the client that made it; null if nobody was asked for one")
        @Nullable UUID owner,
    String architecture,
    @Schema(description = "null if the weights are from elsewhere") @Nullable String dataset,
    @Schema(description = "SHA-256 of the content of the data set, by name")
        Map<String, String> digests,
    int imageSize,
    Normalization normalization,
    Preprocessing preprocessing,
    @Schema(description = "none for a backbone, which cannot classify") List<String> labels,
    long parameters,
    long bytes,
    String weightsSha256,
    @Schema(description = "null if the weights are from elsewhere") @Nullable TestResult test,
    @Schema(
            description =
                "How well its confidence agrees with its accuracy; null for models of earlier"
                    + " versions and for weights from elsewhere")
        @Nullable Calibration calibration,
    List<String> aliases,
    @Schema(description = "cpu, gpu0, ...") String device,
    String precision,
    @Nullable Long steps,
    @Nullable Long seed,
    Map<String, Object> recipe,
    Map<String, String> versions,
    @Schema(description = "null if the model was trained here")
        ModelDescription.@Nullable Origin origin,
    @Schema(
            description =
                "How it was made; null for models of earlier versions and for weights from"
                    + " elsewhere")
        @Nullable Provenance provenance,
    @Schema(
            description =
                "How it compares with the model whose training was repeated; null if none was")
        @Nullable Reproduction reproduction,
    Instant createdAt,
    @Schema(
            description =
                "the model itself, its card, its downloads weights, onnx and bundle, its lineage, and"
                    + " its evaluation if there is one")
        Map<String, Link> links) {

  static ModelView of(Model model, List<String> aliases) {
    ModelDescription description = model.manifest().description();
    Manifest.Weights weights = model.manifest().weights();
    String self = "/models/" + model.id();
    return new ModelView(
        model.id(),
        model.jobId(),
        model.owner(),
        description.architecture().name(),
        description.dataset(),
        description.digests(),
        description.preprocessing().imageSize(),
        description.preprocessing().normalization(),
        description.preprocessing(),
        description.labels(),
        weights.parameters(),
        weights.bytes(),
        weights.sha256(),
        description.test(),
        description.calibration(),
        aliases,
        description.device(),
        description.precision(),
        description.steps(),
        description.seed(),
        description.recipe(),
        description.versions(),
        description.origin(),
        description.provenance(),
        model.reproduction(),
        model.createdAt(),
        links(self, model.manifest()));
  }

  private static Map<String, Link> links(String self, Manifest manifest) {
    Map<String, Link> links = new LinkedHashMap<>();
    links.put("self", new Link(self));
    links.put("weights", new Link(self + "/weights"));
    links.put("onnx", new Link(self + "/onnx"));
    links.put("card", new Link(self + "/card"));
    links.put("bundle", new Link(self + "/bundle"));
    links.put("lineage", new Link(self + "/lineage"));
    if (manifest.attachment(Manifest.EVALUATION).isPresent()) {
      links.put("evaluation", new Link(self + "/evaluation"));
    }
    return links;
  }
}
