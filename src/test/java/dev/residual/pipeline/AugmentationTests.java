package dev.residual.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentationTests {

  @Test
  void rangeLimitsAreAccepted() {
    assertThat(errors(new Augmentation(false, 0, 0))).isEmpty();
    assertThat(errors(new Augmentation(true, 8, 1))).isEmpty();
  }

  @Test
  void valuesOutOfRangeAreRejected() {
    assertThat(errors(new Augmentation(false, 9, 0)))
        .containsExactly("maxShift must be between 0 and 8, was 9");
    assertThat(errors(new Augmentation(false, -1, 0)))
        .containsExactly("maxShift must be between 0 and 8, was -1");
    assertThat(errors(new Augmentation(false, 0, Double.NaN)))
        .containsExactly("randomErasing must be between 0 and 1, was NaN");
  }

  private static List<String> errors(Augmentation augmentation) {
    try (var factory = Validation.buildDefaultValidatorFactory()) {
      Validator validator = factory.getValidator();
      return validator.validate(augmentation).stream()
          .map(each -> each.getPropertyPath() + " " + each.getMessage())
          .toList();
    }
  }
}
