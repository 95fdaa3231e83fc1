package dev.residual.cluster;

import dev.residual.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Rejects client requests on worker nodes, whose cores are reserved for training. Actuator
 * endpoints stay available.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeSettings.class)
class WorkerRoleInterceptor implements HandlerInterceptor {

  private final NodeRole role;

  WorkerRoleInterceptor(NodeSettings settings) {
    role = settings.role();
  }

  @Bean
  WebMvcConfigurer rejectClientsOnWorkers() {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        if (!role.answers()) {
          registry.addInterceptor(WorkerRoleInterceptor.this);
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
        "This node only runs training jobs (residual.role is worker)."
            + " Use a node whose role is all or api.");
  }
}
