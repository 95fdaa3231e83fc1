package dev.residual.inference;

import dev.residual.model.ModelRegistry;
import dev.residual.oip.OipClient;
import dev.residual.oip.OipController;
import dev.residual.oip.OipServerController;
import dev.residual.oip.TritonController;
import dev.residual.predict.PredictClient;
import dev.residual.predict.PredictController;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** Tests the endpoints that serve predictions, with mocked models and one shared context. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WebMvcTest({
  PredictController.class,
  OipController.class,
  OipServerController.class,
  TritonController.class
})
@Import({Serving.class, PredictClient.class, OipClient.class})
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
@MockitoBean(types = {ModelRegistry.class, ModelCache.class, HealthEndpoint.class})
public @interface ServingTest {}
