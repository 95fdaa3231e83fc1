package dev.residual.sweep;

import static dev.residual.sweep.SweepRequest.filledIn;
import static java.util.stream.Collectors.joining;

import dev.residual.job.JobRequest;
import dev.residual.job.JobSubmitter;
import dev.residual.nn.UnknownArchitectureException;
import dev.residual.recipe.Recipe;
import dev.residual.recipe.Recipes;
import dev.residual.web.FieldError;
import dev.residual.web.JsonParameter;
import dev.residual.web.Problem;
import dev.residual.web.TypeDescriptions;
import dev.residual.web.ValidatedField;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the requests of the jobs of a sweep, and checks each one as if it had been sent by itself.
 * Errors name a field of {@code space} or of {@code job}, and the first combination that has them.
 */
@Component
class TrialRequests {

  private static final String LABEL = JobRequest.SWEEP_LABEL;
  private static final int MAX_ERRORS = 20;
  private static final int MAX_LABELS = 16;

  private final JobSubmitter submitter;
  private final Validator validator;
  private final JsonMapper json;

  TrialRequests(JobSubmitter submitter, Validator validator, JsonMapper json) {
    this.submitter = submitter;
    this.validator = validator;
    this.json = json;
  }

  /**
   * Returns the trials of a sweep in the order in which they start.
   *
   * @param request with its defaults filled in
   * @throws Problem if a combination cannot be trained
   */
  List<Trials.Planned> plan(UUID sweep, SweepRequest request) {
    requireFree(request);
    List<Trials.Planned> trials = new ArrayList<>();
    Errors errors = new Errors();
    for (Map<String, JsonNode> combination : new SearchSpace(request).combinations()) {
      int number = trials.size() + 1;
      JobRequest job = check(read(sweep, request, number, combination), combination, errors);
      trials.add(new Trials.Planned(number, combination, job));
      if (errors.size() >= MAX_ERRORS) {
        break;
      }
    }
    errors.throwIfAny();
    requireSameSplit(trials);
    Asha asha = request.earlyStopping();
    if (asha != null) {
      requireSameEpochs(trials);
      requireRung(asha, trials.get(0).request().training().epochs());
    }
    return trials;
  }

  /** Checks the fields of the job that are the sweep's own. */
  private static void requireFree(SweepRequest request) {
    List<FieldError> errors = new ArrayList<>();
    for (String field : List.of("promote", "name")) {
      if (!request.jobField(field).isMissingNode()) {
        errors.add(
            new FieldError("job." + field, "belongs to the sweep itself; leave it out of the job"));
      }
    }
    // A part that is tried would replace what is no object, and nobody would be told.
    request.space().keySet().stream()
        .filter(path -> path.indexOf('.') > 0)
        .map(path -> path.substring(0, path.indexOf('.')))
        .distinct()
        .filter(field -> isNeitherObjectNorAbsent(request.jobField(field)))
        .forEach(
            field ->
                errors.add(
                    new FieldError(
                        "job." + field, "must be an object, because space has a part of it")));
    JsonNode labels = request.jobField("labels");
    if (labels.has(LABEL)) {
      errors.add(new FieldError("job.labels", "must not have sweep, which each trial gets"));
    } else if (labels.size() >= MAX_LABELS) {
      errors.add(
          new FieldError(
              "job.labels",
              "must have at most 15 pairs, because each trial gets another one, was "
                  + labels.size()));
    }
    if (!errors.isEmpty()) {
      throw Problem.refused(errors);
    }
  }

  private static boolean isNeitherObjectNorAbsent(JsonNode value) {
    return !value.isObject() && !value.isNull() && !value.isMissingNode();
  }

  private JobRequest read(
      UUID sweep, SweepRequest request, int number, Map<String, JsonNode> combination) {
    ObjectNode job = filledIn(request.job()).deepCopy();
    combination.forEach((path, value) -> set(job, path.split("\\."), value));
    if (isEvaluatedOnTestByDefault(job)) {
      job.put("validationSize", "auto"); // or the test set would choose the model
    }
    if (request.name() != null) {
      job.put("name", request.name() + " " + number);
    }
    job.put("promote", "never");
    if (!job.has("labels") || job.path("labels").isObject()) {
      job.withObject("/labels").put(LABEL, sweep.toString());
    }
    try {
      return JsonParameter.read(json, "job", job, JobRequest.class);
    } catch (JsonParameter.UnreadableException e) {
      String field =
          e.reason().getPath().stream()
              .map(JacksonException.Reference::getPropertyName)
              .filter(Objects::nonNull)
              .collect(joining("."));
      return JsonParameter.read(
          json, isOf(combination, field) ? "space" : "job", job, JobRequest.class);
    }
  }

  /** Returns whether a combination has a field, a part of it, or what it is a part of. */
  private static boolean isOf(Map<String, JsonNode> combination, String field) {
    return combination.keySet().stream()
        .anyMatch(
            path ->
                path.equals(field) || field.startsWith(path + ".") || path.startsWith(field + "."));
  }

  private static boolean isEvaluatedOnTestByDefault(ObjectNode job) {
    return job.path("validationSize").isMissingNode()
        && Recipes.find(job.path("recipe").asString("article"))
            .filter(recipe -> recipe.validationSize() != null)
            .isEmpty();
  }

  private static void set(ObjectNode job, String[] path, JsonNode value) {
    ObjectNode holder = job;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode inner = holder.get(path[i]);
      holder = inner instanceof ObjectNode object ? object : holder.putObject(path[i]);
    }
    holder.set(path[path.length - 1], value);
  }

  /** Returns the request with nothing left to decide, or as it is if it has errors. */
  private JobRequest check(JobRequest job, Map<String, JsonNode> combination, Errors errors) {
    int before = errors.size();
    Recipe recipe = job.training();
    validator.validate(job).forEach(violation -> errors.add(violation, combination));
    validator.validate(recipe).forEach(violation -> errors.add(violation, combination));
    try {
      recipe.architecture().toArchitecture();
    } catch (UnknownArchitectureException | IllegalArgumentException e) {
      errors.add(new FieldError("architecture", String.valueOf(e.getMessage())), combination);
    }
    if (errors.size() > before || errors.knows(combination)) {
      return job;
    }
    try {
      return submitter.validate(job);
    } catch (Problem problem) {
      errors.add(problem, combination);
      return job;
    }
  }

  /** Refuses to compare results on the test set with results on validation images. */
  private static void requireSameSplit(List<Trials.Planned> trials) {
    long onTest =
        trials.stream()
            .map(trial -> trial.request().training().validationSize())
            .filter(size -> size != null && Objects.equals(size.heldOut(), 0))
            .count();
    if (onTest > 0 && onTest < trials.size()) {
      throw Problem.impossible(
          "space",
          "must not have trials that are evaluated on the test set beside others that are"
              + " evaluated on validation images, because their results cannot be compared; give"
              + " job.validationSize");
    }
  }

  /** Refuses early stopping that could never stop a trial. */
  private static void requireRung(Asha asha, int epochs) {
    if (asha.rungs(epochs).isEmpty()) {
      throw Problem.impossible(
          "earlyStopping.minEpochs",
          String.format(
              Locale.ROOT,
              "must be below the epochs of the trials, which are %d, was %d",
              epochs,
              filledIn(asha.minEpochs())));
    }
  }

  private static void requireSameEpochs(List<Trials.Planned> trials) {
    int epochs = trials.get(0).request().training().epochs();
    trials.stream()
        .filter(trial -> trial.request().training().epochs() != epochs)
        .findFirst()
        .ifPresent(
            other -> {
              throw Problem.impossible(
                  "earlyStopping",
                  String.format(
                      Locale.ROOT,
                      "needs trials with the same number of epochs, was %d and %d; give job.epochs,"
                          + " and no epochs in space",
                      epochs,
                      other.request().training().epochs()));
            });
  }

  /** The errors of all combinations, each once. */
  private static final class Errors {

    private final Map<String, FieldError> found = new LinkedHashMap<>();
    private boolean allImpossible = true;
    private @Nullable Map<String, JsonNode> last;

    int size() {
      return found.size();
    }

    /** Returns whether the last error was that of a combination, even if it was found before. */
    boolean knows(Map<String, JsonNode> combination) {
      return combination.equals(last);
    }

    void add(ConstraintViolation<?> violation, Map<String, JsonNode> combination) {
      Object value = violation.getInvalidValue();
      boolean scalar = value instanceof Number || value instanceof CharSequence;
      String message = violation.getMessage();
      allImpossible = false;
      add(
          new FieldError(
              ValidatedField.name(violation),
              scalar && !message.contains(", was ")
                  ? message + ", was " + TypeDescriptions.shown(value)
                  : message),
          combination);
    }

    /** Adds the errors of a request that was refused as a whole. */
    void add(Problem problem, Map<String, JsonNode> combination) {
      Map<String, Object> properties = problem.getBody().getProperties();
      Object code = properties == null ? null : properties.get(Problem.CODE);
      if (!"invalid-request".equals(code) && !"impossible-request".equals(code)) {
        throw problem; // such as a data set that is not there yet, which has a code of its own
      }
      allImpossible &= problem.getStatusCode().isSameCodeAs(HttpStatus.UNPROCESSABLE_CONTENT);
      if (properties != null && properties.get("errors") instanceof List<?> errors) {
        errors.forEach(error -> add((FieldError) error, combination));
      }
    }

    void add(FieldError error, Map<String, JsonNode> combination) {
      last = combination;
      found.putIfAbsent(
          error.field() + " " + error.message(),
          new FieldError(
              (isOf(combination, error.field()) ? "space." : "job.") + error.field(),
              String.format(
                  Locale.ROOT,
                  "%s (in the combination %s)",
                  error.message(),
                  TypeDescriptions.shown(combination))));
    }

    void throwIfAny() {
      List<FieldError> errors = List.copyOf(found.values());
      if (!errors.isEmpty()) {
        throw allImpossible ? Problem.impossible(errors) : Problem.refused(errors);
      }
    }
  }
}
