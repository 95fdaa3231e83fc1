package dev.residual.job.web;

import dev.residual.job.JobRequest;
import dev.residual.nn.UnknownArchitectureException;
import dev.residual.recipe.Recipe;
import org.springframework.validation.BindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.Validator;

/**
 * Validates a request together with its recipe, whose fields stand beside the request's own in
 * JSON, so that all errors come at once and name the fields that a client knows.
 */
final class JobFieldsValidator implements Validator {

  private final Validator annotations;

  /**
   * @param annotations checks what the annotations of a record demand
   */
  JobFieldsValidator(Validator annotations) {
    this.annotations = annotations;
  }

  @Override
  public boolean supports(Class<?> type) {
    return type == JobRequest.class;
  }

  @Override
  public void validate(Object target, Errors errors) {
    JobRequest request = (JobRequest) target;
    Recipe recipe = request.training();
    // Spring itself would validate the request's own fields later, by method validation.
    annotations.validate(target, errors);
    annotations.validate(recipe, errors);
    if (request.labels().containsKey(JobRequest.SWEEP_LABEL)) {
      errors.rejectValue(
          "labels", "reserved", "must not have the key sweep, by which trials tell their sweep");
    }
    try {
      recipe.architecture().toArchitecture();
    } catch (UnknownArchitectureException | IllegalArgumentException e) {
      // rejectValue would look for a property of this name in the request itself.
      ((BindingResult) errors)
          .addError(
              new FieldError(
                  errors.getObjectName(), "architecture", String.valueOf(e.getMessage())));
    }
  }
}
