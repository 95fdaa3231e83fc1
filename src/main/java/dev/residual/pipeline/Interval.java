package dev.residual.pipeline;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Requires a list of two numbers, the least and the largest of an interval, which must be in a
 * range. The message and the OpenAPI document take their numbers from this annotation.
 */
@Constraint(validatedBy = IntervalValidator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Interval {

  String min();

  String max();

  String message() default
      "must be two numbers between {min} and {max}, the smaller one first, was ${validatedValue}";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
