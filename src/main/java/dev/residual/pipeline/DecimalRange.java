package dev.residual.pipeline;

import jakarta.validation.Constraint;
import jakarta.validation.OverridesAttribute;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Requires a number to be in a range, both ends included. The message and the OpenAPI document take
 * their numbers from this annotation, so a range is stated once.
 */
@DecimalMin("0")
@DecimalMax("0")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface DecimalRange {

  @OverridesAttribute(constraint = DecimalMin.class, name = "value")
  String min();

  @OverridesAttribute(constraint = DecimalMax.class, name = "value")
  String max();

  String message() default "must be between {min} and {max}, was ${validatedValue}";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
