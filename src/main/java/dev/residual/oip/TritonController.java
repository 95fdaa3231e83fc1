package dev.residual.oip;

import dev.residual.inference.ModelCache;
import dev.residual.inference.PredictionService;
import dev.residual.model.ModelRegistry;
import dev.residual.model.RegisteredModel;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Triton's additions to the Open Inference Protocol that tell about models.
 *
 * @see <a href="https://github.com/triton-inference-server/server/tree/main/docs/protocol">the
 *     extensions model configuration, statistics and model repository</a>
 */
@RestController
@RequestMapping(OipErrorAdvice.ROOT)
@Tag(name = OipController.TAG)
public class TritonController {

  private static final String MODEL = "/models/{name}";
  private static final String VERSION = MODEL + "/versions/{version}";

  private final PredictionService predictions;
  private final ModelVersions versions;
  private final ModelCache models;
  private final ModelRegistry registry;

  TritonController(PredictionService predictions, ModelCache models, ModelRegistry registry) {
    this.predictions = predictions;
    this.models = models;
    this.registry = registry;
    versions = new ModelVersions(predictions);
  }

  @GetMapping({MODEL + "/config", VERSION + "/config"})
  @Operation(operationId = "getModelConfiguration", summary = "Get Triton's form of a model")
  @ModelResponses
  ModelConfiguration configuration(
      @PathVariable @Parameter(example = "default") String name,
      @PathVariable(required = false) @Nullable String version) {
    return ModelConfiguration.of(name, versions.find(name, version));
  }

  @GetMapping({MODEL + "/stats", VERSION + "/stats"})
  @Operation(
      operationId = "getModelStatistics",
      summary = "Get what this process has computed with a model since it started")
  @ModelResponses
  ModelStatisticsView statistics(
      @PathVariable @Parameter(example = "default") String name,
      @PathVariable(required = false) @Nullable String version) {
    RegisteredModel model = versions.find(name, version);
    return ModelStatisticsView.of(name, model, predictions.statistics(model));
  }

  @PostMapping("/repository/index")
  @Operation(operationId = "listRepository", summary = "List the aliases and their models")
  @ApiResponse(responseCode = "200")
  List<RepositoryIndex.Entry> index(
      @RequestBody(required = false) RepositoryIndex.@Nullable Query query) {
    boolean onlyReady = query != null && Boolean.TRUE.equals(query.ready());
    return registry.byAlias().entrySet().stream()
        .map(
            served ->
                RepositoryIndex.Entry.of(
                    served.getKey(),
                    served.getValue().id().toString(),
                    !models.isRefused(served.getValue())))
        .filter(entry -> !onlyReady || entry.state() == RepositoryIndex.State.READY)
        .toList();
  }
}
