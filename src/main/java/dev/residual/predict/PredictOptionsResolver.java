package dev.residual.predict;

import static java.util.Objects.requireNonNullElse;

import dev.residual.model.ModelRegistry;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.multipart.MultipartRequest;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Reads {@link PredictOptions} from the parameters of a request.
 *
 * <p>Spring can call a record's constructor by itself, but it reads the constructor's annotations
 * anew for each request, which took half of the time of a small prediction.
 */
@Configuration(proxyBeanMethods = false)
class PredictOptionsResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  private final Validator validator;

  PredictOptionsResolver(Validator validator) {
    this.validator = validator;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == PredictOptions.class;
  }

  /**
   * Returns the options of a request.
   *
   * @throws MethodArgumentTypeMismatchException if a value has the wrong type
   * @throws ConstraintViolationException if a value is out of its range
   */
  @Override
  public PredictOptions resolveArgument(
      MethodParameter argument,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders)
      throws Exception {
    Parameters given = new Parameters(argument, request, Objects.requireNonNull(binders));
    PredictOptions defaults = PredictOptions.defaults(given.text("model", ModelRegistry.DEFAULT));
    PredictOptions options =
        new PredictOptions(
            defaults.model(),
            requireNonNullElse(given.value("topK", Integer.class), defaults.topK()),
            given.value("fit", String.class),
            given.text("polarity", defaults.polarity()),
            given.text("scale", defaults.scale()),
            requireNonNullElse(given.value("explain", Boolean.class), defaults.explain()),
            given.value("abstainBelow", Double.class));
    if (!options.equals(defaults)) { // A validation costs a small prediction more than this.
      validate(options);
    }
    return options;
  }

  private void validate(PredictOptions options) {
    Set<ConstraintViolation<PredictOptions>> violations = validator.validate(options);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(violations);
    }
  }

  /** The parameters of a request. One that is empty counts as absent. */
  private record Parameters(
      MethodParameter argument, NativeWebRequest request, WebDataBinderFactory binders) {

    String text(String name, String absent) throws Exception {
      return requireNonNullElse(value(name, String.class), absent);
    }

    <T> @Nullable T value(String name, Class<T> type) throws Exception {
      MultipartRequest multipart = request.getNativeRequest(MultipartRequest.class);
      Object value = multipart == null ? null : multipart.getFile(name);
      if (value == null) {
        value = request.getParameter(name);
      }
      if (value == null || value.equals("")) {
        return null;
      }
      if (type.isInstance(value)) {
        return type.cast(value);
      }
      try {
        return binders.createBinder(request, null, name).convertIfNecessary(value, type);
      } catch (TypeMismatchException e) {
        throw new MethodArgumentTypeMismatchException(value, type, name, argument, e);
      }
    }
  }
}
