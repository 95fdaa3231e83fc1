package dev.residual.model;

import dev.residual.web.Cursor;
import dev.residual.web.Download;
import dev.residual.web.Page;
import dev.residual.web.Problem;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.validator.constraints.Range;
import org.jspecify.annotations.Nullable;
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
import org.springframework.web.context.request.ServletWebRequest;

/** The REST endpoints of models and their aliases. */
@RestController
@RequestMapping("/models")
@Tag(name = "Models", description = "Trained models, and the aliases under which they are served")
class ModelController {

  private static final String NAME = "[a-z0-9][a-z0-9-]{0,99}";

  /** The body of a PUT to an alias. */
  @Schema(name = "AliasTarget")
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
  @ModelOperations.ListAll
  Page<ModelView> list(
      @RequestParam(defaultValue = Page.DEFAULT_LIMIT)
          @Range(min = 1, max = Page.MAX_LIMIT, message = "must be between {min} and {max}")
          int limit,
      @RequestParam(required = false) @Parameter(description = "nextCursor of the previous page")
          @Nullable String cursor) {
    return catalog.page(limit, Cursor.parse(cursor));
  }

  @GetMapping("/{id}")
  @ModelOperations.Get
  ModelView get(@PathVariable UUID id) {
    return catalog.model(id);
  }

  @GetMapping(path = "/{id}/weights", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
  @ModelOperations.Weights
  @Download
  @Nullable ResponseEntity<Object> weights(@PathVariable UUID id, ServletWebRequest request)
      throws IOException {
    return catalog.weights(id).respondTo(request);
  }

  @DeleteMapping("/{id}")
  @ModelOperations.Delete
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable UUID id) {
    catalog.delete(id);
  }

  @GetMapping("/aliases")
  @ModelOperations.ListAliases
  AliasViews aliases() {
    return new AliasViews(catalog.aliases());
  }

  @PutMapping(path = "/aliases/{alias}", produces = MediaType.APPLICATION_JSON_VALUE)
  @ModelOperations.AssignAlias
  AliasView assignAlias(
      @PathVariable
          @Pattern(regexp = NAME, message = "must be 1 to 100 of a-z, 0-9 and -")
          @Parameter(example = "default")
          String alias,
      @RequestBody @Valid Target target) {
    if (ModelRegistry.looksLikeId(alias)) {
      throw Problem.refused(
          "alias",
          String.format(
              Locale.ROOT,
              "must not look like the id of a model; choose a name such as best, was \"%s\"",
              alias));
    }
    return catalog.assignAlias(alias, target.modelId());
  }

  @DeleteMapping("/aliases/{alias}")
  @ModelOperations.RemoveAlias
  @ResponseStatus(HttpStatus.NO_CONTENT)
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
