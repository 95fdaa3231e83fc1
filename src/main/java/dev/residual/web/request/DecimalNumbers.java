package dev.residual.web.request;

import java.beans.PropertyEditorSupport;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.beans.PropertyEditorRegistrar;
import org.springframework.beans.PropertyEditorRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.NumberUtils;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Reads numbers in paths and parameters as JSON writes them. By default Spring also takes
 * hexadecimal numbers, spaces and the digits of all scripts.
 */
@Configuration(proxyBeanMethods = false)
class DecimalNumbers
    implements WebMvcConfigurer, PropertyEditorRegistrar, SmartInitializingSingleton {

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,40}");
  private static final Pattern DECIMAL =
      Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?");

  /** The types of parameters, each of which may be the primitive or its object. */
  private static final Map<Class<?>, Class<? extends Number>> TYPES =
      Map.of(
          int.class, Integer.class,
          Integer.class, Integer.class,
          long.class, Long.class,
          Long.class, Long.class,
          double.class, Double.class,
          Double.class, Double.class);

  private final ObjectProvider<RequestMappingHandlerAdapter> adapters;

  DecimalNumbers(ObjectProvider<RequestMappingHandlerAdapter> adapters) {
    this.adapters = adapters;
  }

  /** An {@code @InitBinder} method would be prepared anew for each request. */
  @Override
  public void afterSingletonsInstantiated() {
    for (RequestMappingHandlerAdapter adapter : adapters) {
      ConfigurableWebBindingInitializer binders =
          (ConfigurableWebBindingInitializer)
              Objects.requireNonNull(adapter.getWebBindingInitializer());
      binders.setPropertyEditorRegistrar(this);
    }
  }

  /** Registers editors, because Spring takes its own if a converter refuses. */
  @Override
  public void registerCustomEditors(PropertyEditorRegistry binder) {
    TYPES.forEach((type, number) -> binder.registerCustomEditor(type, new Editor(number)));
  }

  private static final class Editor extends PropertyEditorSupport {

    private final Class<? extends Number> type;

    Editor(Class<? extends Number> type) {
      this.type = type;
    }

    @Override
    public void setAsText(String text) {
      setValue(text.isEmpty() ? null : number(text));
    }

    private Number number(String text) {
      if (!(type == Double.class ? DECIMAL : WHOLE).matcher(text).matches()) {
        throw new NumberFormatException("It is not a decimal number: " + text);
      }
      Number number = NumberUtils.parseNumber(text, type);
      if (Double.isInfinite(number.doubleValue())) {
        throw new NumberFormatException("It is too large: " + text);
      }
      return number;
    }
  }
}
