package dev.residual.recipe;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.List;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import org.jspecify.annotations.Nullable;

/** Checks a string against the values that {@link OneOf} lists. */
public final class OneOfValidator implements ConstraintValidator<OneOf, String> {

  private List<String> values = List.of();

  @Override
  public void initialize(OneOf annotation) {
    values = List.of(annotation.value());
  }

  @Override
  public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
    context
        .unwrap(HibernateConstraintValidatorContext.class)
        .addMessageParameter("allowed", listed());
    return value == null || values.contains(value);
  }

  /** Returns the values as a list in a sentence: {@code adam, adamw or sgd}. */
  private String listed() {
    int last = values.size() - 1;
    return String.join(", ", values.subList(0, last)) + " or " + values.get(last);
  }
}
