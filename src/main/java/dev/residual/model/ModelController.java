package dev.residual.model;

import dev.residual.web.Cursor;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST endpoints of models and their aliases. */
@RestController
@RequestMapping("/models")
@Tag(name = "Models", description = "Trained models, and the aliases under which they are served")
class ModelController {

  private static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

  /** The body of a PUT to an alias. */
  record Target(
      @Schema(
              description = "The id of one of GET /models; replace the example by it",
              example = "00000000-0000-0000-0000-000000000000")
          @NotNull(message = "must be the id of a model, was not given")
          UUID modelId) {}

  /** The aliases, wrapped in an object so that fields can be added later. */
  record AliasViews(List<AliasView> items) {}

  private final ModelCatalog catalog;
  private final ModelRegistry registry;

  ModelController(ModelCatalog catalog, ModelRegistry registry) {
    this.catalog = catalog;
    this.registry = registry;
  }

  @GetMapping
  @Operation(summary = "Models, newest first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "A parameter is invalid")
  Page<ModelView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return catalog.page(limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @Operation(summary = "One model: its architecture, its recipe and its test results")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  ModelView get(@PathVariable UUID id) {
    return catalog.model(id);
  }

  @GetMapping(path = "/{id}/weights", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @Operation(summary = "The weights as safetensors, under torchvision's names")
  @ApiResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
              schema = @Schema(type = "string", format = "binary")))
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(responseCode = "409", description = "The file is missing, code model-corrupt")
  ResponseEntity<Resource> weights(@PathVariable UUID id) {
    ContentDisposition file = ContentDisposition.attachment().filename(id + ".safetensors").build();
    return ResponseEntity.ok()
        .header(HttpHeaders.CONTENT_DISPOSITION, file.toString())
        .body(catalog.weights(id));
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Delete a model and its files")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(responseCode = "409", description = "An alias points to it, code model-in-use")
  void delete(@PathVariable UUID id) {
    catalog.delete(id);
  }

  @GetMapping("/aliases")
  @Operation(summary = "The aliases under which models are served")
  AliasViews aliases() {
    return new AliasViews(catalog.aliases());
  }

  @PutMapping("/aliases/{alias}")
  @Operation(summary = "Assign an alias to a model, which is loaded and verified first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "The alias or the body is invalid")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(
      responseCode = "409",
      description =
          "Its weights are missing or damaged, code model-corrupt; or a newer version stored it, "
              + "code unsupported-manifest; or it does not reproduce the outputs recorded when it "
              + "was trained, code model-verification-failed")
  AliasView assignAlias(
      @PathVariable
          @Pattern(regexp = NAME, message = "must be 1 to 100 of a-z, 0-9 and -")
          @Parameter(example = "default")
          String alias,
      @RequestBody @Valid Target target) {
    if (ModelRegistry.looksLikeId(alias)) {
      throw Problem.refused(
          "alias",
          "must not look like the id of a model; choose a name such as best, was \"%s\""
              .formatted(alias));
    }
    return catalog.assignAlias(alias, target.modelId());
  }

  @DeleteMapping("/aliases/{alias}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Remove an alias",
      description =
          "The model is kept. Without the alias default, POST /predict answers 409 unless it "
              + "names a model.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "404", description = "No alias has this name, code no-such-alias")
  void removeAlias(@PathVariable @Parameter(example = "best") String alias) {
    registry.removeAlias(alias);
  }

  @ExceptionHandler
  Problem aliasNotFound(AliasNotFoundException e) {
    return Problem.of(HttpStatus.NOT_FOUND, "no-such-alias", e.getMessage());
  }

  @ExceptionHandler
  Problem modelInUse(ModelInUseException e) {
    return Problem.of(HttpStatus.CONFLICT, "model-in-use", e.getMessage());
  }
}
