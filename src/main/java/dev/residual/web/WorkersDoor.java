package dev.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses clients' requests on workers, whose cores are for training. Actuator stays open. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeSettings.class)
class WorkersDoor implements HandlerInterceptor {

  private final Role role;

  WorkersDoor(NodeSettings settings) {
    role = settings.role();
  }

  @Bean
  WebMvcConfigurer noClientsAtWorkers() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        if (!role.answers()) {
          registry.addInterceptor(WorkersDoor.this);
        }
      }
    };
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    throw Problem.of(
        HttpStatus.NOT_FOUND,
        "worker-only",
        "This node only trains (residual.role is worker); send requests to a node with role all or"
            + " api");
  }
}
