package dev.residual.model.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.nn.Architecture;
import dev.residual.nn.BlockKind;
import dev.residual.nn.Convention;
import dev.residual.nn.UnknownArchitectureException;
import dev.residual.recipe.ArchitectureRequest;
import dev.residual.web.JsonParameter;
import dev.residual.web.Problem;
import dev.residual.web.TypeDescriptions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client wants to be made of the weights that it sends.
 *
 * @param conventionGiven whether the client has chosen the convention of the architecture
 * @param labels names of the classes; null if they are in the file, or if there are none
 * @param dropHead whether the classifier is not kept
 */
record UploadRequest(
    Architecture architecture,
    boolean conventionGiven,
    @Nullable List<String> labels,
    boolean dropHead,
    PreprocessingRequest preprocessing) {

  static final String LABELS = "labels";

  private static final String ARCHITECTURE = "architecture";
  private static final int MIN_CLASSES = 2;
  private static final int MAX_CLASSES = 1_000;
  private static final int MAX_LABEL_BYTES = 200;
  private static final int MAX_LABELS_BYTES = 50_000;

  /**
   * Reads the parameters.
   *
   * @throws Problem 400 or 422 if they cannot be read or do not fit together
   */
  static UploadRequest of(UploadParameters parameters, JsonMapper json) {
    ArchitectureRequest architecture = architecture(parameters.architecture(), json);
    boolean dropHead = parameters.head() != null;
    if (dropHead && parameters.labels() != null) {
      throw Problem.refused(LABELS, "must not be given together with head=drop");
    }
    return new UploadRequest(
        toArchitecture(architecture),
        architecture.parts() != null && architecture.parts().convention() != null,
        parameters.labels() == null ? null : labels(parameters.labels(), json),
        dropHead,
        parameters.preprocessing() == null
            ? PreprocessingRequest.DEFAULT
            : JsonParameter.read(
                json, "preprocessing", parameters.preprocessing(), new TypeReference<>() {}));
  }

  private static ArchitectureRequest architecture(String value, JsonMapper json) {
    boolean isName = value.matches("[A-Za-z0-9_.-]+");
    return isName
        ? ArchitectureRequest.named(value)
        : JsonParameter.read(json, ARCHITECTURE, value, new TypeReference<>() {});
  }

  private static Architecture toArchitecture(ArchitectureRequest request) {
    try {
      return request.toArchitecture();
    } catch (UnknownArchitectureException | IllegalArgumentException e) {
      throw Problem.impossible(ARCHITECTURE, String.valueOf(e.getMessage()));
    }
  }

  /** Reads names of classes from the parameter, or from the file. */
  static List<String> labels(String value, JsonMapper json) {
    List<@Nullable String> labels =
        JsonParameter.read(json, LABELS, value, new TypeReference<>() {});
    if (labels == null) {
      throw Problem.refused(LABELS, "must be a list, was null");
    }
    Set<String> known = new HashSet<>();
    int bytes = 0;
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      String field = String.format(Locale.ROOT, "%s[%d]", LABELS, i);
      if (label == null || label.isBlank()) {
        throw Problem.refused(field, "must be a name");
      }
      int length = label.getBytes(UTF_8).length;
      if (length > MAX_LABEL_BYTES || label.chars().anyMatch(Character::isISOControl)) {
        throw Problem.refused(
            field,
            String.format(
                Locale.ROOT,
                "must have at most %d bytes and no control characters, was %s",
                MAX_LABEL_BYTES,
                TypeDescriptions.shown(label)));
      }
      if (!known.add(label)) {
        throw Problem.refused(
            field,
            "is there twice, give each class a name of its own, was "
                + TypeDescriptions.shown(label));
      }
      bytes += length;
    }
    if (bytes > MAX_LABELS_BYTES) {
      throw Problem.refused(
          LABELS,
          String.format(
              Locale.ROOT,
              "must have at most %d bytes together, had %d; send shorter ones",
              MAX_LABELS_BYTES,
              bytes));
    }
    return List.copyOf(known.isEmpty() ? List.of() : labels.stream().map(String::valueOf).toList());
  }

  /**
   * Returns the architecture. Presets and most custom networks are asked for without a convention;
   * the weights of others are rarely in the article's.
   */
  Architecture architecture(Convention found) {
    return conventionGiven || architecture.block() == BlockKind.BOTTLENECK
        ? architecture
        : architecture.in(found);
  }

  /**
   * Returns the names of the classes, or an empty list if the head is dropped.
   *
   * @param classes how many the head has
   * @throws Problem 400 or 422 if there are none, or not as many
   */
  List<String> labels(int classes, @Nullable String inFile, JsonMapper json) {
    if (dropHead) {
      return List.of();
    }
    if (classes < MIN_CLASSES || classes > MAX_CLASSES) {
      throw Problem.impossible(
          LABELS,
          String.format(
              Locale.ROOT,
              "cannot name the %d outputs of the head: a model has %d to %d classes; add head=drop"
                  + " to keep no head",
              classes,
              MIN_CLASSES,
              MAX_CLASSES));
    }
    if (labels == null && inFile == null) {
      throw Problem.refused(
          LABELS,
          String.format(
              Locale.ROOT,
              "must be given: a JSON array of the %d names, here or in the metadata of the file; or"
                  + " add head=drop to keep no head",
              classes));
    }
    List<String> names = labels == null ? labels(String.valueOf(inFile), json) : labels;
    if (names.size() != classes) {
      throw Problem.impossible(
          LABELS,
          String.format(
              Locale.ROOT,
              "must have a name for each of the %d outputs of the head, had %d",
              classes,
              names.size()));
    }
    return names;
  }
}
