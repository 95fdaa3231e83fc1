package dev.residual.pipeline;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the two numbers of an {@link Interval}. */
public final class IntervalValidator
    implements ConstraintValidator<Interval, List<? extends @Nullable Double>> {

  private double min;
  private double max;

  @Override
  public void initialize(Interval annotation) {
    min = Double.parseDouble(annotation.min());
    max = Double.parseDouble(annotation.max());
  }

  @Override
  public boolean isValid(
      @Nullable List<? extends @Nullable Double> value, ConstraintValidatorContext context) {
    if (value == null || value.size() != 2) {
      return value == null;
    }
    Double least = value.get(0);
    Double largest = value.get(1);
    return least != null && largest != null && min <= least && least <= largest && largest <= max;
  }
}
