package dev.residual.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A name that people read and tell from others, so what is seen is what it is: it has no control
 * characters, which move the cursor of a terminal or end a line of a log, nothing that changes the
 * direction of text, and something to see. It may be empty, unless another constraint says no.
 */
@Constraint(validatedBy = PlainName.Check.class)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface PlainName {

  String message() default "must be a name that people can read";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Finds what a name must not have, and says which character it is. */
  final class Check implements ConstraintValidator<PlainName, String> {

    @Override
    public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
      Optional<String> fault = fault(name == null ? "" : name);
      fault.ifPresent(
          message -> {
            context.disableDefaultConstraintViolation();
            context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
          });
      return fault.isEmpty();
    }

    private static Optional<String> fault(String name) {
      if (KeyMask.findsKey(name)) {
        return Optional.of("must not contain a key, since names are shown to others");
      }
      for (int character : name.codePoints().toArray()) {
        if (isControl(character)) {
          return Optional.of(
              String.format(Locale.ROOT, "must not contain the character U+%04X", character));
        }
      }
      return name.isEmpty() || name.codePoints().anyMatch(Check::isVisible)
          ? Optional.empty()
          : Optional.of("must have a visible character");
    }

    /** Control characters, ends of lines, and the property Bidi_Control of Unicode. */
    private static boolean isControl(int character) {
      return switch (Character.getType(character)) {
        case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
        default ->
            character == 0x061C
                || character == 0x200E
                || character == 0x200F
                || (character >= 0x202A && character <= 0x202E)
                || (character >= 0x2066 && character <= 0x2069);
      };
    }

    /** Marks are seen only with a letter. The numbers are letters and a symbol that are blank. */
    private static boolean isVisible(int character) {
      return switch (Character.getType(character)) {
        case Character.SPACE_SEPARATOR,
            Character.FORMAT,
            Character.SURROGATE,
            Character.UNASSIGNED,
            Character.NON_SPACING_MARK,
            Character.ENCLOSING_MARK ->
            false;
        default ->
            switch (character) {
              case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800 -> false;
              default -> true;
            };
      };
    }
  }
}
