package dev.residual.web.request;

import dev.residual.web.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses a body that the endpoint does not read, because a client could not tell that it was
 * ignored. An endpoint reads one if it has it as an argument, or the whole request.
 */
@Configuration(proxyBeanMethods = false)
class UnexpectedBodyInterceptor implements HandlerInterceptor {

  private static final String OURS = "dev.residual.";

  /** The most bytes of an empty object with spaces. */
  private static final int MOST_OF_NOTHING = 16;

  /** The methods whose bodies mean something in general. */
  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

  private final Map<Method, Boolean> readers = new ConcurrentHashMap<>();

  @Bean
  WebMvcConfigurer refuseUnexpectedBodies() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(UnexpectedBodyInterceptor.this);
      }
    };
  }

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (request.getDispatcherType() == DispatcherType.REQUEST
        && METHODS.contains(request.getMethod())
        && handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(OURS)
        && !readers.computeIfAbsent(method.getMethod(), key -> readsBody(method))
        && hasBody(request)) {
      throw Problem.refused("body", "must be empty, because this call takes none");
    }
    return true;
  }

  private static boolean readsBody(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters()).anyMatch(UnexpectedBodyInterceptor::isBody);
  }

  private static boolean isBody(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(RequestBody.class)
        || MultipartFile.class.isAssignableFrom(parameter.nested().getNestedParameterType())
        || ServletRequest.class.isAssignableFrom(parameter.getParameterType());
  }

  /** Some clients always send a JSON object, which says nothing if it is empty. */
  private static boolean hasBody(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() == 0) {
      return false;
    }
    byte[] start = request.getInputStream().readNBytes(MOST_OF_NOTHING + 1);
    String text = new String(start, StandardCharsets.UTF_8).strip();
    return start.length > MOST_OF_NOTHING || (!text.isEmpty() && !text.equals("{}"));
  }
}
