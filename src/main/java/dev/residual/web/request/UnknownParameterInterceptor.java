package dev.residual.web.request;

import static java.util.stream.Collectors.joining;

import dev.residual.web.AnyQuery;
import dev.residual.web.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses a query parameter that the endpoint does not know, because a client could not tell that
 * it was ignored. Also refuses a second value of a parameter that has one, and a value that no
 * database can store.
 */
@Configuration(proxyBeanMethods = false)
class UnknownParameterInterceptor implements HandlerInterceptor {

  private static final String OURS = "dev.residual.";

  /**
   * A name that an endpoint binds.
   *
   * @param list whether it takes several values
   * @param flag whether it decides what the endpoint does
   */
  private record Binding(String name, boolean list, boolean flag) {}

  /**
   * What each endpoint binds; empty for one that takes any query. Kept, because reading annotations
   * takes longer than the rest of a small prediction.
   */
  private final Map<Method, Optional<List<Binding>>> endpoints = new ConcurrentHashMap<>();

  @Bean
  WebMvcConfigurer refuseUnknownParameters() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(UnknownParameterInterceptor.this);
      }
    };
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    // The error page receives the query of the request that failed. Tomcat includes the page if
    // the answer has begun.
    if (request.getDispatcherType() != DispatcherType.ERROR
        && request.getDispatcherType() != DispatcherType.INCLUDE
        && handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(OURS)) {
      endpoints
          .computeIfAbsent(method.getMethod(), key -> bound(method))
          .ifPresent(known -> check(request, known));
    }
    return true;
  }

  private static Optional<List<Binding>> bound(HandlerMethod method) {
    return method.hasMethodAnnotation(AnyQuery.class)
        ? Optional.empty()
        : Optional.of(bindings(method));
  }

  private static void check(HttpServletRequest request, List<Binding> known) {
    if (request.getQueryString() != null) {
      requireKnown(request.getQueryString(), known);
    }
    request.getParameterMap().forEach((name, values) -> requireSound(name, values, known));
  }

  private static void requireKnown(String query, List<Binding> known) {
    for (String parameter : query.split("&", -1)) {
      String name = parameter.substring(0, (parameter + "=").indexOf('='));
      if (!name.isEmpty() && find(name, known) == null) {
        throw Problem.refused(
            name,
            known.isEmpty()
                ? "is not a known parameter; none is known here"
                : "is not a known parameter; known are "
                    + known.stream().map(Binding::name).collect(joining(", ")));
      }
    }
  }

  /**
   * Refuses a second value, which would be dropped, unless the endpoint takes a list, and a text
   * with which PostgreSQL cannot compare. Checks form fields, too. A field that the endpoint does
   * not know may be a file that was sent without a name.
   */
  private static void requireSound(String name, String[] values, List<Binding> known) {
    Binding binding = find(name, known);
    if (binding == null) {
      return;
    }
    if (values.length > 1 && !binding.list()) {
      throw Problem.refused(
          name,
          String.format(Locale.ROOT, "must be given once, was given %d times", values.length));
    }
    for (String value : values) {
      if (value.isEmpty() && binding.flag()) {
        // Spring would take the default for it, and so do the opposite of what was meant. An empty
        // option in a record means its default.
        throw Problem.refused(name, "must be true or false, was \"\"");
      }
      if (value.indexOf('\0') >= 0) {
        throw Problem.refused(name, "must not contain the character U+0000");
      }
    }
  }

  private static @Nullable Binding find(String name, List<Binding> known) {
    for (Binding binding : known) {
      if (binding.name().equals(name)) {
        return binding;
      }
    }
    return null;
  }

  private static boolean isList(Class<?> type) {
    return type.isArray() || Collection.class.isAssignableFrom(type);
  }

  private static List<Binding> bindings(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .flatMap(UnknownParameterInterceptor::bindings)
        .toList();
  }

  /** Returns what an argument of a handler binds; a record binds its components. */
  private static Stream<Binding> bindings(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    if (parameter.hasParameterAnnotation(RequestParam.class)) {
      return Stream.of(new Binding(name(parameter), isList(type), type == boolean.class));
    }
    return parameter.hasParameterAnnotation(ParameterObject.class) && type.isRecord()
        ? Arrays.stream(type.getRecordComponents())
            .map(component -> new Binding(component.getName(), isList(component.getType()), false))
        : Stream.empty();
  }

  private static String name(MethodParameter parameter) {
    return MergedAnnotations.from(parameter.getParameterAnnotations())
        .get(RequestParam.class)
        .getValue("name", String.class)
        .filter(name -> !name.isEmpty())
        .orElseGet(() -> parameter.getParameter().getName());
  }
}
