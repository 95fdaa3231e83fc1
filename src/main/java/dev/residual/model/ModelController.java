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

@RestController
@RequestMapping("/models")
@Tag(name = "Models", description = "What trainings left behind, and the names they are served by")
class ModelController {

  private static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

  /** The body of a PUT to an alias. */
  record Target(
      @Schema(
              description = "an id of GET /models, to be put in the place of the example's",
              example = "00000000-0000-0000-0000-000000000000")
          @NotNull(message = "must be the id of a model, was not given")
          UUID modelId) {}

  /** Aliases under a name, so that the answer may grow. */
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
  @ApiResponse(responseCode = "400", description = "A parameter is not what it must be")
  Page<ModelView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the page before")
          @Nullable String cursor) {
    return catalog.page(limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @Operation(summary = "One model: what it is, how it was made, how it did on the test set")
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
  @ApiResponse(responseCode = "409", description = "The file is gone, code model-corrupt")
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
  @ApiResponse(responseCode = "409", description = "An alias leads to it, code model-in-use")
  void delete(@PathVariable UUID id) {
    catalog.delete(id);
  }

  @GetMapping("/aliases")
  @Operation(summary = "The names by which models are served")
  AliasViews aliases() {
    return new AliasViews(catalog.aliases());
  }

  @PutMapping("/aliases/{alias}")
  @Operation(summary = "Serve a model under a name; its weights and answers are checked first")
  @ApiResponse(responseCode = "200")
  @ApiResponse(responseCode = "400", description = "The alias or the body is not what it must be")
  @ApiResponse(responseCode = "404", description = "No model has this id")
  @ApiResponse(
      responseCode = "409",
      description =
          "Its weights are damaged, code model-corrupt, or of a later format, code unsupported-manifest, "
              + "or it answers otherwise than when it was trained, code model-verification-failed")
  AliasView assignAlias(
      @PathVariable
          @Pattern(regexp = NAME, message = "must be 1 to 100 of a-z, 0-9 and -")
          @Parameter(example = "default")
          String alias,
      @RequestBody @Valid Target target) {
    if (ModelRegistry.readsAsId(alias)) {
      throw Problem.refused(
          "alias",
          "must not read as the id of a model; take a name such as best, was \"%s\""
              .formatted(alias));
    }
    return catalog.assignAlias(alias, target.modelId());
  }

  @DeleteMapping("/aliases/{alias}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(
      summary = "Serve no model under a name any more",
      description =
          "The model stays. Without the alias default, POST /predict answers 409 unless it names a "
              + "model.")
  @ApiResponse(responseCode = "204")
  @ApiResponse(responseCode = "404", description = "No alias has this name, code no-such-alias")
  void removeAlias(@PathVariable @Parameter(example = "best") String alias) {
    registry.removeAlias(alias);
  }

  @ExceptionHandler
  Problem noAlias(AliasNotFoundException e) {
    return Problem.of(HttpStatus.NOT_FOUND, "no-such-alias", e.getMessage());
  }

  @ExceptionHandler
  Problem aliased(ModelInUseException e) {
    return Problem.of(HttpStatus.CONFLICT, "model-in-use", e.getMessage());
  }
}
