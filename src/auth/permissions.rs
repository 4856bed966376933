//! The one table of operations: which route needs which permission, and which roles hold it.
//!
//! A route that is missing here is answered 404, a method that is missing 405; a test holds that the table and the
//! OpenAPI document name the same operations.

use crate::tenancy::Role;
use Role::{Admin, Agent, Dialer, Planner, Supervisor};

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// HTTP method.
    pub method: &'static str,
    /// Route pattern below `/api/v1`.
    pub path: &'static str,
    /// `domain:entity:action`.
    pub permission: &'static str,
    /// Who holds it; an empty slice means that no credential is asked for.
    pub roles: &'static [Role],
}

const ANYONE: &[Role] = &[];
const SIGNED_IN: &[Role] = &[Admin, Planner, Supervisor, Agent, Dialer];
const STAFF: &[Role] = &[Admin, Planner, Supervisor];
const PLANNERS: &[Role] = &[Admin, Planner];
const ADMINS: &[Role] = &[Admin];
const AGENTS: &[Role] = &[Admin, Planner, Supervisor, Agent];
const DIALERS: &[Role] = &[Admin, Dialer];
const DIALING_STAFF: &[Role] = &[Admin, Planner, Supervisor, Dialer];

const fn op(
    method: &'static str,
    path: &'static str,
    permission: &'static str,
    roles: &'static [Role],
) -> Operation {
    Operation {
        method,
        path,
        permission,
        roles,
    }
}

/// Every operation below `/api/v1`.
#[rustfmt::skip]
pub const OPERATIONS: &[Operation] = &[
    // auth
    op("POST", "/sessions", "auth:session:add", ANYONE),
    op("DELETE", "/sessions/current", "auth:session:delete", SIGNED_IN),
    op("GET", "/me", "auth:me:view", SIGNED_IN),
    op("GET", "/users", "auth:user:view", ADMINS),
    op("POST", "/users", "auth:user:add", ADMINS),
    op("GET", "/api-keys", "auth:apiKey:view", ADMINS),
    op("POST", "/api-keys", "auth:apiKey:add", ADMINS),
    op("DELETE", "/api-keys/{apiKeyId}", "auth:apiKey:delete", ADMINS),
    // runs
    op("GET", "/runs", "wfm:run:view", STAFF),
    op("GET", "/runs/{runId}", "wfm:run:view", STAFF),
    op("PATCH", "/runs/{runId}", "wfm:run:edit", PLANNERS),
    op("GET", "/runs/{runId}/explanations", "wfm:run:view", STAFF),
    op("GET", "/runs/{runId}/conflicts", "wfm:run:view", STAFF),
    op("GET", "/runs/{runId}/prices", "wfm:run:view", STAFF),
    op("POST", "/runs/{runId}/prices", "wfm:schedule:generate", PLANNERS),
    op("GET", "/runs/{runId}/what-ifs", "wfm:run:view", STAFF),
    op("POST", "/runs/{runId}/what-ifs", "wfm:schedule:generate", PLANNERS),
    op("GET", "/runs/{runId}/what-ifs/{whatIfId}", "wfm:run:view", STAFF),
    // events
    op("GET", "/event-topics", "wfm:event:view", SIGNED_IN),
    op("GET", "/events", "wfm:event:view", SIGNED_IN),
    op("GET", "/webhooks", "wfm:webhook:view", ADMINS),
    op("POST", "/webhooks", "wfm:webhook:add", ADMINS),
    op("GET", "/webhooks/{webhookId}", "wfm:webhook:view", ADMINS),
    op("PUT", "/webhooks/{webhookId}", "wfm:webhook:edit", ADMINS),
    op("DELETE", "/webhooks/{webhookId}", "wfm:webhook:delete", ADMINS),
    op("POST", "/webhooks/{webhookId}/rotate-secret", "wfm:webhook:edit", ADMINS),
    op("POST", "/webhooks/{webhookId}/test", "wfm:webhook:edit", ADMINS),
    op("GET", "/webhooks/{webhookId}/deliveries", "wfm:webhook:view", ADMINS),
    op("POST", "/webhooks/{webhookId}/deliveries/{deliveryId}/redeliver", "wfm:webhook:edit", ADMINS),
    // organisation
    op("GET", "/business-units", "wfm:businessUnit:view", SIGNED_IN),
    op("POST", "/business-units", "wfm:businessUnit:add", ADMINS),
    op("GET", "/business-units/{businessUnitId}", "wfm:businessUnit:view", SIGNED_IN),
    op("PUT", "/business-units/{businessUnitId}", "wfm:businessUnit:edit", ADMINS),
    op("DELETE", "/business-units/{businessUnitId}", "wfm:businessUnit:delete", ADMINS),
    op("GET", "/management-units", "wfm:managementUnit:view", STAFF),
    op("POST", "/management-units", "wfm:managementUnit:add", PLANNERS),
    op("GET", "/management-units/{managementUnitId}", "wfm:managementUnit:view", STAFF),
    op("PUT", "/management-units/{managementUnitId}", "wfm:managementUnit:edit", PLANNERS),
    op("DELETE", "/management-units/{managementUnitId}", "wfm:managementUnit:delete", PLANNERS),
    op("GET", "/teams", "wfm:team:view", STAFF),
    op("POST", "/teams", "wfm:team:add", PLANNERS),
    op("GET", "/teams/{teamId}", "wfm:team:view", STAFF),
    op("PUT", "/teams/{teamId}", "wfm:team:edit", PLANNERS),
    op("DELETE", "/teams/{teamId}", "wfm:team:delete", PLANNERS),
    op("GET", "/skills", "wfm:skill:view", STAFF),
    op("POST", "/skills", "wfm:skill:add", PLANNERS),
    op("GET", "/skills/{skillId}", "wfm:skill:view", STAFF),
    op("PUT", "/skills/{skillId}", "wfm:skill:edit", PLANNERS),
    op("DELETE", "/skills/{skillId}", "wfm:skill:delete", PLANNERS),
    op("GET", "/queues", "wfm:queue:view", STAFF),
    op("POST", "/queues", "wfm:queue:add", PLANNERS),
    op("GET", "/queues/{queueId}", "wfm:queue:view", STAFF),
    op("PUT", "/queues/{queueId}", "wfm:queue:edit", PLANNERS),
    op("DELETE", "/queues/{queueId}", "wfm:queue:delete", PLANNERS),
    op("GET", "/agents", "wfm:agent:view", STAFF),
    op("POST", "/agents", "wfm:agent:add", PLANNERS),
    op("GET", "/agents/export", "wfm:agent:view", STAFF),
    op("POST", "/agents/import", "wfm:agent:add", PLANNERS),
    op("GET", "/agents/{agentId}", "wfm:agent:view", STAFF),
    op("PUT", "/agents/{agentId}", "wfm:agent:edit", PLANNERS),
    op("DELETE", "/agents/{agentId}", "wfm:agent:delete", PLANNERS),
    op("GET", "/agents/{agentId}/preferences", "wfm:agentPreferences:view", AGENTS),
    op("PUT", "/agents/{agentId}/preferences", "wfm:agentPreferences:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/planning-groups", "wfm:planningGroup:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/planning-groups", "wfm:planningGroup:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}", "wfm:planningGroup:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}", "wfm:planningGroup:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}", "wfm:planningGroup:delete", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/service-goal-templates", "wfm:serviceGoalTemplate:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/service-goal-templates", "wfm:serviceGoalTemplate:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/service-goal-templates/{serviceGoalTemplateId}", "wfm:serviceGoalTemplate:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/service-goal-templates/{serviceGoalTemplateId}", "wfm:serviceGoalTemplate:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/service-goal-templates/{serviceGoalTemplateId}", "wfm:serviceGoalTemplate:delete", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/activity-codes", "wfm:activityCode:view", SIGNED_IN),
    op("POST", "/business-units/{businessUnitId}/activity-codes", "wfm:activityCode:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/activity-codes/{activityCodeId}", "wfm:activityCode:view", SIGNED_IN),
    op("PUT", "/business-units/{businessUnitId}/activity-codes/{activityCodeId}", "wfm:activityCode:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/activity-codes/{activityCodeId}", "wfm:activityCode:delete", PLANNERS),
    op("GET", "/management-units/{managementUnitId}/work-plans", "wfm:workPlan:view", STAFF),
    op("POST", "/management-units/{managementUnitId}/work-plans", "wfm:workPlan:add", PLANNERS),
    op("POST", "/management-units/{managementUnitId}/work-plans/validate", "wfm:workPlan:validate", PLANNERS),
    op("GET", "/management-units/{managementUnitId}/work-plans/{workPlanId}", "wfm:workPlan:view", STAFF),
    op("PUT", "/management-units/{managementUnitId}/work-plans/{workPlanId}", "wfm:workPlan:edit", PLANNERS),
    op("DELETE", "/management-units/{managementUnitId}/work-plans/{workPlanId}", "wfm:workPlan:delete", PLANNERS),
    op("GET", "/labour-law-packs", "wfm:workPlan:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/special-days", "wfm:specialDay:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/special-days", "wfm:specialDay:add", PLANNERS),
    op("PUT", "/business-units/{businessUnitId}/special-days", "wfm:specialDay:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/special-days/shipped", "wfm:specialDay:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/special-days/shipped", "wfm:specialDay:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/special-days/{date}/{name}", "wfm:specialDay:delete", PLANNERS),
    // history
    op("POST", "/historical-data", "wfm:historicalData:upload", PLANNERS),
    op("GET", "/historical-data/imports", "wfm:historicalData:view", STAFF),
    op("GET", "/historical-data/imports/{importId}", "wfm:historicalData:view", STAFF),
    op("GET", "/historical-data/imports/{importId}/rejects", "wfm:historicalData:view", STAFF),
    op("DELETE", "/historical-data/imports/{importId}", "wfm:historicalData:delete", PLANNERS),
    op("GET", "/queues/{queueId}/history", "wfm:historicalData:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings", "wfm:historyFinding:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings/{findingId}", "wfm:historyFinding:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-findings/{findingId}", "wfm:historyFinding:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/history-data", "wfm:historicalData:view", STAFF),
    // forecasts and requirements
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts", "wfm:shortTermForecast:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/generate", "wfm:shortTermForecast:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}", "wfm:shortTermForecast:view", STAFF),
    op("DELETE", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}", "wfm:shortTermForecast:delete", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/data", "wfm:shortTermForecast:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/generation-results", "wfm:shortTermForecast:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/queues", "wfm:shortTermForecast:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/totals", "wfm:shortTermForecast:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/copy", "wfm:shortTermForecast:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/compare", "wfm:shortTermForecast:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/reforecast", "wfm:shortTermForecast:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications", "wfm:shortTermForecast:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications", "wfm:shortTermForecast:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/evaluation", "wfm:shortTermForecast:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/{modificationId}", "wfm:shortTermForecast:view", STAFF),
    op("PATCH", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/{modificationId}", "wfm:shortTermForecast:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/modifications/{modificationId}", "wfm:shortTermForecast:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/planning-groups/{planningGroupId}/daily-outlook", "wfm:shortTermForecast:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/staffing-requirement", "wfm:shortTermForecast:view", STAFF),
    op("POST", "/staffing-requirements/calculate", "wfm:staffingRequirement:calculate", STAFF),
    op("POST", "/staffing-requirements/calculate-batch", "wfm:staffingRequirement:calculate", STAFF),
    op("POST", "/staffing-requirements/calculate-day", "wfm:staffingRequirement:calculate", STAFF),
    op("POST", "/staffing-requirements/calculate-skill-groups", "wfm:staffingRequirement:calculate", STAFF),
    // rosters and schedules
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs", "wfm:shiftDesign:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs/generate", "wfm:shiftDesign:generate", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs/{shiftDesignId}", "wfm:shiftDesign:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules", "wfm:schedule:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/generate", "wfm:schedule:generate", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}", "wfm:schedule:view", STAFF),
    op("DELETE", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}", "wfm:schedule:delete", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/publish", "wfm:schedule:publish", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/repair", "wfm:schedule:generate", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/agent-schedules/query", "wfm:schedule:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/generation-results", "wfm:schedule:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/headcount-forecast", "wfm:schedule:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/export", "wfm:schedule:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/import", "wfm:schedule:add", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/update", "wfm:schedule:edit", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/undo", "wfm:schedule:edit", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/copy", "wfm:schedule:add", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/reschedule", "wfm:schedule:edit", STAFF),
    op("GET", "/business-units/{businessUnitId}/scheduling/runs/{runId}/result", "wfm:schedule:view", STAFF),
    op("PATCH", "/business-units/{businessUnitId}/scheduling/runs/{runId}", "wfm:schedule:edit", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/compare", "wfm:schedule:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/versions", "wfm:schedule:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/versions/{version}", "wfm:schedule:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/versions/{version}/restore", "wfm:schedule:edit", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/history/agents/{agentId}", "wfm:schedule:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/performance-predictions", "wfm:schedule:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/performance-predictions/recalculations", "wfm:schedule:generate", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/capacity-plans", "wfm:capacityPlan:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/capacity-plans", "wfm:capacityPlan:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}", "wfm:capacityPlan:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}", "wfm:capacityPlan:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}", "wfm:capacityPlan:delete", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/copy", "wfm:capacityPlan:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-group-allocations", "wfm:capacityPlan:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-group-allocations", "wfm:capacityPlan:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/staffing-requirements", "wfm:capacityPlan:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/requirement/generate", "wfm:capacityPlan:generate", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/scenarios", "wfm:scenario:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/scenarios", "wfm:scenario:add", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/scenarios/compare", "wfm:scenario:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/scenarios/{scenarioId}", "wfm:scenario:view", STAFF),
    op("DELETE", "/business-units/{businessUnitId}/scenarios/{scenarioId}", "wfm:scenario:delete", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/scenarios/{scenarioId}/adopt", "wfm:schedule:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/activity-plans", "wfm:activityPlan:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/activity-plans", "wfm:activityPlan:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/activity-plans/{activityPlanId}", "wfm:activityPlan:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/activity-plans/{activityPlanId}", "wfm:activityPlan:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/activity-plans/{activityPlanId}", "wfm:activityPlan:delete", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/activity-plans/{activityPlanId}/runs", "wfm:activityPlan:run", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/fairness-ledger", "wfm:schedule:view", STAFF),
    op("GET", "/agents/{agentId}/schedule", "wfm:agentSchedule:view", AGENTS),
    op("GET", "/calendar/url/ics", "wfm:calendar:view", AGENTS),
    op("POST", "/calendar/url/ics", "wfm:calendar:add", AGENTS),
    op("DELETE", "/calendar/url/ics", "wfm:calendar:delete", AGENTS),
    op("GET", "/calendar/data/ics/{secret}", "wfm:calendar:read", ANYONE),
    // time off
    op("GET", "/time-off-plans", "wfm:timeOffPlan:view", AGENTS),
    op("POST", "/time-off-plans", "wfm:timeOffPlan:add", PLANNERS),
    op("GET", "/time-off-plans/{timeOffPlanId}", "wfm:timeOffPlan:view", AGENTS),
    op("PUT", "/time-off-plans/{timeOffPlanId}", "wfm:timeOffPlan:edit", PLANNERS),
    op("DELETE", "/time-off-plans/{timeOffPlanId}", "wfm:timeOffPlan:delete", PLANNERS),
    op("GET", "/time-off-limits", "wfm:timeOffLimit:view", STAFF),
    op("POST", "/time-off-limits", "wfm:timeOffLimit:add", PLANNERS),
    op("GET", "/time-off-limits/{timeOffLimitId}", "wfm:timeOffLimit:view", STAFF),
    op("PUT", "/time-off-limits/{timeOffLimitId}", "wfm:timeOffLimit:edit", PLANNERS),
    op("DELETE", "/time-off-limits/{timeOffLimitId}", "wfm:timeOffLimit:delete", PLANNERS),
    op("GET", "/time-off-limits/{timeOffLimitId}/values", "wfm:timeOffLimit:view", STAFF),
    op("PUT", "/time-off-limits/{timeOffLimitId}/values", "wfm:timeOffLimit:edit", PLANNERS),
    op("GET", "/time-off-balances", "wfm:timeOffBalance:view", AGENTS),
    op("GET", "/time-off-balances/entries", "wfm:timeOffBalance:view", AGENTS),
    op("POST", "/time-off-balances/entries", "wfm:timeOffBalance:edit", PLANNERS),
    op("GET", "/time-off-requests", "wfm:timeOffRequest:view", AGENTS),
    op("POST", "/time-off-requests", "wfm:timeOffRequest:add", AGENTS),
    op("GET", "/time-off-requests/{timeOffRequestId}", "wfm:timeOffRequest:view", AGENTS),
    op("PATCH", "/time-off-requests/{timeOffRequestId}", "wfm:timeOffRequest:edit", AGENTS),
    op("GET", "/time-off-requests/{timeOffRequestId}/alternative-dates", "wfm:timeOffRequest:view", AGENTS),
    op("GET", "/wait-list-positions", "wfm:waitListPosition:view", AGENTS),
    op("POST", "/wait-list-positions/promote", "wfm:waitListPosition:edit", STAFF),
    // shift trades
    op("GET", "/management-units/{managementUnitId}/shift-trade-settings", "wfm:shiftTradeSettings:view", AGENTS),
    op("PUT", "/management-units/{managementUnitId}/shift-trade-settings", "wfm:shiftTradeSettings:edit", PLANNERS),
    op("GET", "/shift-trades", "wfm:shiftTrade:view", AGENTS),
    op("POST", "/shift-trades", "wfm:shiftTrade:add", AGENTS),
    op("POST", "/shift-trades/state/bulk", "wfm:shiftTrade:review", STAFF),
    op("GET", "/shift-trades/{shiftTradeId}", "wfm:shiftTrade:view", AGENTS),
    op("PATCH", "/shift-trades/{shiftTradeId}", "wfm:shiftTrade:edit", AGENTS),
    op("POST", "/shift-trades/{shiftTradeId}/match", "wfm:shiftTrade:match", AGENTS),
    // availability and offers
    op("GET", "/unavailable-times", "wfm:unavailableTime:view", AGENTS),
    op("POST", "/unavailable-times", "wfm:unavailableTime:add", AGENTS),
    op("GET", "/unavailable-times/{unavailableTimeId}", "wfm:unavailableTime:view", AGENTS),
    op("PATCH", "/unavailable-times/{unavailableTimeId}", "wfm:unavailableTime:edit", AGENTS),
    op("GET", "/alternative-shifts/offers", "wfm:shiftOffer:view", AGENTS),
    op("POST", "/alternative-shifts/offers", "wfm:shiftOffer:add", STAFF),
    op("GET", "/alternative-shifts/offers/{offerId}", "wfm:shiftOffer:view", AGENTS),
    op("PATCH", "/alternative-shifts/offers/{offerId}", "wfm:shiftOffer:edit", STAFF),
    op("POST", "/alternative-shifts/offers/{offerId}/accept", "wfm:shiftOffer:accept", AGENTS),
    // adherence
    op("POST", "/agent-state-events", "wfm:agentStateEvent:add", DIALING_STAFF),
    op("GET", "/management-units/{managementUnitId}/adherence", "wfm:adherence:view", STAFF),
    op("POST", "/management-units/{managementUnitId}/historical-adherence-query", "wfm:adherence:view", STAFF),
    op("GET", "/agents/{agentId}/adherence", "wfm:agentAdherence:view", AGENTS),
    op("GET", "/agent-state-mappings", "wfm:agentStateMapping:view", STAFF),
    op("GET", "/agent-state-mappings/{source}", "wfm:agentStateMapping:view", STAFF),
    op("PUT", "/agent-state-mappings/{source}", "wfm:agentStateMapping:edit", PLANNERS),
    op("GET", "/unmapped-agent-states", "wfm:agentStateMapping:view", STAFF),
    op("GET", "/adherence", "wfm:adherence:view", STAFF),
    op("GET", "/teams/{teamId}/adherence", "wfm:adherence:view", STAFF),
    op("POST", "/adherence/historical/bulk", "wfm:adherence:view", STAFF),
    op("GET", "/adherence/profiles", "wfm:adherenceProfile:view", STAFF),
    op("PUT", "/adherence/profiles/{name}", "wfm:adherenceProfile:edit", PLANNERS),
    op("GET", "/adherence/explanations", "wfm:adherenceExplanation:view", STAFF),
    op("GET", "/agents/{agentId}/adherence/explanations", "wfm:agentAdherence:view", AGENTS),
    op("POST", "/agents/{agentId}/adherence/explanations", "wfm:adherenceExplanation:add", AGENTS),
    op("PATCH", "/agents/{agentId}/adherence/explanations/{explanationId}", "wfm:adherenceExplanation:edit", STAFF),
    op("GET", "/business-units/{businessUnitId}/adherence/outages", "wfm:adherenceOutage:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/adherence/outages", "wfm:adherenceOutage:add", STAFF),
    op("DELETE", "/business-units/{businessUnitId}/adherence/outages/{outageId}", "wfm:adherenceOutage:delete", STAFF),
    op("POST", "/management-units/{managementUnitId}/adherence/records", "wfm:adherenceRecord:add", STAFF),
    op("GET", "/agents/{agentId}/adherence/records", "wfm:agentAdherence:view", AGENTS),
    // connectors
    op("POST", "/agent-state-events/genesys-cloud", "wfm:agentStateEvent:add", DIALING_STAFF),
    op("POST", "/agent-state-events/amazon-connect", "wfm:agentStateEvent:add", DIALING_STAFF),
    op("GET", "/business-units/{businessUnitId}/queue-logs", "wfm:queueLog:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/queue-logs/{source}", "wfm:queueLog:add", DIALING_STAFF),
    op("GET", "/business-units/{businessUnitId}/queue-logs/{source}", "wfm:queueLog:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/queue-logs/{source}/relink", "wfm:queueLog:edit", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/queue-logs/{source}/calls", "wfm:queueLog:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/queue-logs/{source}/agents", "wfm:queueLog:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/queue-logs/{source}/rejects", "wfm:queueLog:view", STAFF),
    // outbound
    op("GET", "/outbound/contact-lists", "outbound:contactList:view", DIALING_STAFF),
    op("POST", "/outbound/contact-lists", "outbound:contactList:add", PLANNERS),
    op("GET", "/outbound/contact-lists/{contactListId}", "outbound:contactList:view", DIALING_STAFF),
    op("PUT", "/outbound/contact-lists/{contactListId}", "outbound:contactList:edit", PLANNERS),
    op("DELETE", "/outbound/contact-lists/{contactListId}", "outbound:contactList:delete", PLANNERS),
    op("GET", "/outbound/contact-lists/{contactListId}/contacts", "outbound:contact:view", STAFF),
    op("POST", "/outbound/contact-lists/{contactListId}/contacts/import", "outbound:contact:add", PLANNERS),
    op("GET", "/outbound/contact-lists/{contactListId}/contacts/export", "outbound:contact:export", PLANNERS),
    op("GET", "/outbound/contact-lists/{contactListId}/findings", "outbound:contactListFinding:view", STAFF),
    op("GET", "/outbound/contact-lists/{contactListId}/imports", "outbound:contactImport:view", STAFF),
    op("POST", "/outbound/contact-lists/{contactListId}/imports", "outbound:contact:add", PLANNERS),
    op("GET", "/outbound/contact-lists/{contactListId}/imports/{importId}", "outbound:contactImport:view", STAFF),
    op("DELETE", "/outbound/contact-lists/{contactListId}/imports/{importId}", "outbound:contactImport:delete", PLANNERS),
    op("GET", "/outbound/contact-lists/{contactListId}/imports/{importId}/rejects", "outbound:contactImport:view", STAFF),
    op("GET", "/outbound/contact-sources", "outbound:contactSource:view", STAFF),
    op("PUT", "/outbound/contact-sources", "outbound:contactSource:edit", PLANNERS),
    op("GET", "/outbound/contact-list-filters", "outbound:contactListFilter:view", STAFF),
    op("POST", "/outbound/contact-list-filters", "outbound:contactListFilter:add", PLANNERS),
    op("POST", "/outbound/contact-list-filters/preview", "outbound:contactListFilter:view", STAFF),
    op("GET", "/outbound/contact-list-filters/{contactListFilterId}", "outbound:contactListFilter:view", STAFF),
    op("PUT", "/outbound/contact-list-filters/{contactListFilterId}", "outbound:contactListFilter:edit", PLANNERS),
    op("DELETE", "/outbound/contact-list-filters/{contactListFilterId}", "outbound:contactListFilter:delete", PLANNERS),
    op("POST", "/outbound/persons/search", "outbound:person:view", STAFF),
    op("GET", "/outbound/persons/{personId}", "outbound:person:view", STAFF),
    op("GET", "/outbound/persons/{personId}/contacts", "outbound:person:view", STAFF),
    op("GET", "/outbound/persons/{personId}/export", "outbound:person:export", ADMINS),
    op("POST", "/outbound/persons/{personId}/erase", "outbound:person:erase", ADMINS),
    op("GET", "/outbound/dnc-lists", "outbound:dncList:view", DIALING_STAFF),
    op("POST", "/outbound/dnc-lists", "outbound:dncList:add", PLANNERS),
    op("GET", "/outbound/dnc-lists/{dncListId}", "outbound:dncList:view", DIALING_STAFF),
    op("PUT", "/outbound/dnc-lists/{dncListId}", "outbound:dncList:edit", PLANNERS),
    op("DELETE", "/outbound/dnc-lists/{dncListId}", "outbound:dncList:delete", PLANNERS),
    op("POST", "/outbound/dnc-lists/{dncListId}/entries", "outbound:dncEntry:add", DIALING_STAFF),
    op("GET", "/outbound/dnc-lists/{dncListId}/entries", "outbound:dncEntry:view", DIALERS),
    op("POST", "/outbound/dnc-lists/{dncListId}/entries/import", "outbound:dncEntry:import", PLANNERS),
    op("DELETE", "/outbound/dnc-lists/{dncListId}/entries/{phone}", "outbound:dncEntry:delete", PLANNERS),
    op("GET", "/outbound/callable-time-sets", "outbound:callableTimeSet:view", DIALING_STAFF),
    op("POST", "/outbound/callable-time-sets", "outbound:callableTimeSet:add", PLANNERS),
    op("GET", "/outbound/callable-time-sets/{callableTimeSetId}", "outbound:callableTimeSet:view", DIALING_STAFF),
    op("PUT", "/outbound/callable-time-sets/{callableTimeSetId}", "outbound:callableTimeSet:edit", PLANNERS),
    op("DELETE", "/outbound/callable-time-sets/{callableTimeSetId}", "outbound:callableTimeSet:delete", PLANNERS),
    op("GET", "/outbound/contact-policies", "outbound:contactPolicy:view", DIALING_STAFF),
    op("POST", "/outbound/contact-policies", "outbound:contactPolicy:add", PLANNERS),
    op("GET", "/outbound/contact-policies/{contactPolicyId}", "outbound:contactPolicy:view", DIALING_STAFF),
    op("PUT", "/outbound/contact-policies/{contactPolicyId}", "outbound:contactPolicy:edit", PLANNERS),
    op("DELETE", "/outbound/contact-policies/{contactPolicyId}", "outbound:contactPolicy:delete", PLANNERS),
    op("GET", "/outbound/policy-packs", "outbound:contactPolicy:view", DIALING_STAFF),
    op("GET", "/outbound/persons/{personId}/ledger", "outbound:ledger:view", DIALING_STAFF),
    op("POST", "/outbound/persons/{personId}/ledger", "outbound:ledger:add", DIALING_STAFF),
    op("GET", "/outbound/contacts/{contactId}/ledger", "outbound:ledger:view", DIALING_STAFF),
    op("POST", "/outbound/contacts/{contactId}/ledger", "outbound:ledger:add", DIALING_STAFF),
    op("GET", "/outbound/service-tier-overrides", "outbound:serviceTierOverride:view", STAFF),
    op("PUT", "/outbound/service-tier-overrides/{personId}", "outbound:serviceTierOverride:edit", PLANNERS),
    op("DELETE", "/outbound/service-tier-overrides/{personId}", "outbound:serviceTierOverride:delete", PLANNERS),
    op("GET", "/outbound/campaigns/{campaignId}/contacts/{contactId}/diagnostics", "outbound:campaignDiagnostics:view", DIALING_STAFF),
    op("GET", "/outbound/campaigns", "outbound:campaign:view", DIALING_STAFF),
    op("POST", "/outbound/campaigns", "outbound:campaign:add", PLANNERS),
    op("GET", "/outbound/campaigns/{campaignId}", "outbound:campaign:view", DIALING_STAFF),
    op("PUT", "/outbound/campaigns/{campaignId}", "outbound:campaign:edit", PLANNERS),
    op("DELETE", "/outbound/campaigns/{campaignId}", "outbound:campaign:delete", PLANNERS),
    op("POST", "/outbound/campaigns/{campaignId}/start", "outbound:campaign:start", STAFF),
    op("POST", "/outbound/campaigns/{campaignId}/stop", "outbound:campaign:stop", STAFF),
    op("POST", "/outbound/campaigns/{campaignId}/pause", "outbound:campaign:stop", STAFF),
    op("POST", "/outbound/campaigns/{campaignId}/recycle", "outbound:campaign:recycle", PLANNERS),
    op("GET", "/outbound/campaigns/{campaignId}/stats", "outbound:campaign:view", DIALING_STAFF),
    op("GET", "/outbound/campaigns/{campaignId}/diagnostics", "outbound:campaignDiagnostics:view", DIALING_STAFF),
    op("GET", "/outbound/campaigns/{campaignId}/events", "outbound:contactEvent:view", DIALING_STAFF),
    op("POST", "/outbound/campaigns/{campaignId}/events", "outbound:contactEvent:add", DIALERS),
    op("POST", "/outbound/campaign-evaluations", "outbound:campaignEvaluation:add", PLANNERS),
    op("GET", "/outbound/schedules/campaigns", "outbound:campaignSchedule:view", STAFF),
    op("POST", "/outbound/schedules/campaigns", "outbound:campaignSchedule:add", PLANNERS),
    op("GET", "/outbound/schedules/campaigns/{campaignScheduleId}", "outbound:campaignSchedule:view", STAFF),
    op("PUT", "/outbound/schedules/campaigns/{campaignScheduleId}", "outbound:campaignSchedule:edit", PLANNERS),
    op("DELETE", "/outbound/schedules/campaigns/{campaignScheduleId}", "outbound:campaignSchedule:delete", PLANNERS),
    op("GET", "/outbound/sequences", "outbound:campaignSequence:view", STAFF),
    op("POST", "/outbound/sequences", "outbound:campaignSequence:add", PLANNERS),
    op("GET", "/outbound/sequences/{sequenceId}", "outbound:campaignSequence:view", STAFF),
    op("PUT", "/outbound/sequences/{sequenceId}", "outbound:campaignSequence:edit", PLANNERS),
    op("DELETE", "/outbound/sequences/{sequenceId}", "outbound:campaignSequence:delete", PLANNERS),
    op("POST", "/outbound/sequences/{sequenceId}/start", "outbound:campaignSequence:start", STAFF),
    op("POST", "/outbound/sequences/{sequenceId}/stop", "outbound:campaignSequence:stop", STAFF),
    op("GET", "/outbound/campaign-rules", "outbound:campaignRule:view", STAFF),
    op("POST", "/outbound/campaign-rules", "outbound:campaignRule:add", PLANNERS),
    op("GET", "/outbound/campaign-rules/{campaignRuleId}", "outbound:campaignRule:view", STAFF),
    op("PUT", "/outbound/campaign-rules/{campaignRuleId}", "outbound:campaignRule:edit", PLANNERS),
    op("DELETE", "/outbound/campaign-rules/{campaignRuleId}", "outbound:campaignRule:delete", PLANNERS),
    op("GET", "/outbound/campaign-rules/{campaignRuleId}/firings", "outbound:campaignRule:view", STAFF),
    op("GET", "/outbound/campaigns/{campaignId}/progress", "outbound:campaign:view", DIALING_STAFF),
    op("GET", "/outbound/campaigns/{campaignId}/callbacks", "outbound:callback:view", DIALING_STAFF),
    op("GET", "/outbound/campaigns/{campaignId}/response-models", "outbound:responseModel:view", STAFF),
    op("POST", "/outbound/campaigns/{campaignId}/response-models", "outbound:responseModel:add", PLANNERS),
    op("GET", "/outbound/campaigns/{campaignId}/response-models/{responseModelId}", "outbound:responseModel:view", STAFF),
    op("GET", "/outbound/campaigns/{campaignId}/response-models/{responseModelId}/drift", "outbound:responseModel:view", STAFF),
    op("GET", "/outbound/segment-proposals", "outbound:segmentProposal:view", STAFF),
    op("POST", "/outbound/segment-proposals", "outbound:segmentProposal:add", PLANNERS),
    op("GET", "/outbound/segment-proposals/{segmentProposalId}", "outbound:segmentProposal:view", STAFF),
    op("POST", "/outbound/segment-proposals/{segmentProposalId}/campaigns", "outbound:campaign:add", PLANNERS),
    op("POST", "/outbound/campaigns/{campaignId}/pacing", "outbound:pacing:view", DIALING_STAFF),
    op("POST", "/outbound/campaigns/{campaignId}/leases", "outbound:lease:add", DIALERS),
    op("POST", "/outbound/leases/{leaseId}/start", "outbound:lease:edit", DIALERS),
    op("POST", "/outbound/leases/{leaseId}/heartbeat", "outbound:lease:edit", DIALERS),
    op("POST", "/outbound/leases/{leaseId}/release", "outbound:lease:edit", DIALERS),
    op("POST", "/outbound/leases/{leaseId}/outcome", "outbound:lease:edit", DIALERS),
    op("GET", "/outbound/allocations", "outbound:allocation:view", STAFF),
    op("POST", "/outbound/allocations", "outbound:allocation:add", PLANNERS),
    op("GET", "/outbound/allocations/{allocationId}", "outbound:allocation:view", STAFF),
    // performance
    op("GET", "/kpi-definitions", "wfm:kpiDefinition:view", STAFF),
    op("GET", "/kpi-definitions/{name}", "wfm:kpiDefinition:view", STAFF),
    op("POST", "/performance/query", "wfm:performance:view", STAFF),
    op("POST", "/performance/loss-statement", "wfm:costRate:view", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/cost-rates", "wfm:costRate:view", PLANNERS),
    op("POST", "/business-units/{businessUnitId}/cost-rates", "wfm:costRate:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/cost-rates/{costRateId}", "wfm:costRate:view", PLANNERS),
    op("PUT", "/business-units/{businessUnitId}/cost-rates/{costRateId}", "wfm:costRate:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/cost-rates/{costRateId}", "wfm:costRate:delete", PLANNERS),
    op("GET", "/scorecards", "wfm:scorecard:view", STAFF),
    op("POST", "/scorecards", "wfm:scorecard:add", PLANNERS),
    op("GET", "/scorecards/{scorecardId}", "wfm:scorecard:view", STAFF),
    op("PUT", "/scorecards/{scorecardId}", "wfm:scorecard:edit", PLANNERS),
    op("DELETE", "/scorecards/{scorecardId}", "wfm:scorecard:delete", PLANNERS),
    op("GET", "/scorecards/{scorecardId}/results", "wfm:performance:view", STAFF),
    // intraday
    op("POST", "/business-units/{businessUnitId}/intraday", "wfm:intraday:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/intraday/planning-groups", "wfm:intraday:view", STAFF),
    op("GET", "/business-units/{businessUnitId}/intraday/actions", "wfm:intradayAction:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/intraday/actions", "wfm:intradayAction:add", STAFF),
    op("GET", "/business-units/{businessUnitId}/intraday/actions/{actionId}", "wfm:intradayAction:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/intraday/actions/{actionId}/apply", "wfm:intradayAction:apply", STAFF),
    op("GET", "/business-units/{businessUnitId}/intraday/alert-rules", "wfm:intradayAlertRule:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/intraday/alert-rules", "wfm:intradayAlertRule:add", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/intraday/alert-rules/{alertRuleId}", "wfm:intradayAlertRule:view", STAFF),
    op("PUT", "/business-units/{businessUnitId}/intraday/alert-rules/{alertRuleId}", "wfm:intradayAlertRule:edit", PLANNERS),
    op("DELETE", "/business-units/{businessUnitId}/intraday/alert-rules/{alertRuleId}", "wfm:intradayAlertRule:delete", PLANNERS),
    op("GET", "/business-units/{businessUnitId}/intraday/alerts", "wfm:intradayAlert:view", STAFF),
    op("POST", "/business-units/{businessUnitId}/intraday/alerts/evaluate", "wfm:intradayAlert:evaluate", STAFF),
    op("POST", "/business-units/{businessUnitId}/intraday/alerts/{alertId}/acknowledge", "wfm:intradayAlert:acknowledge", STAFF),
];

/// What the table says of a request.
#[derive(Debug)]
pub enum Verdict {
    /// No operation has this path.
    NoSuchPath,
    /// The path is there, under these methods only.
    NoSuchMethod(Vec<&'static str>),
    /// The operation.
    Found(&'static Operation),
}

/// Looks a request up by its method and matched route pattern (below `/api/v1`).
pub fn look_up(method: &str, pattern: &str) -> Verdict {
    let at_path: Vec<&'static Operation> = OPERATIONS
        .iter()
        .filter(|operation| operation.path == pattern)
        .collect();
    match at_path.iter().find(|operation| operation.method == method) {
        Some(operation) => Verdict::Found(operation),
        None if at_path.is_empty() => Verdict::NoSuchPath,
        None => Verdict::NoSuchMethod(at_path.iter().map(|operation| operation.method).collect()),
    }
}

/// Whether a role holds a permission.
pub fn role_holds(role: Role, permission: &str) -> bool {
    let mut asking = OPERATIONS
        .iter()
        .filter(|operation| operation.permission == permission);
    // The same roles wherever it is asked for.
    asking
        .next()
        .is_some_and(|operation| operation.roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_is_held_by_the_same_roles_wherever_it_is_asked_for() {
        let mut roles = std::collections::BTreeMap::new();
        for operation in OPERATIONS {
            let known = roles.entry(operation.permission).or_insert(operation.roles);
            assert_eq!(
                *known, operation.roles,
                "{} {}: name another permission",
                operation.method, operation.path
            );
        }
        assert!(role_holds(Planner, "wfm:costRate:view"));
        assert!(!role_holds(Supervisor, "wfm:costRate:view"));
        assert!(!role_holds(Admin, "wfm:nothing:view"));
    }

    #[test]
    fn no_operation_is_listed_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for operation in OPERATIONS {
            assert!(
                seen.insert((operation.method, operation.path)),
                "{operation:?} is listed twice"
            );
        }
    }

    #[test]
    fn only_signing_in_and_the_secret_calendar_ask_for_no_credential() {
        let open: Vec<_> = OPERATIONS
            .iter()
            .filter(|o| o.roles.is_empty())
            .map(|o| o.path)
            .collect();
        assert_eq!(open, ["/sessions", "/calendar/data/ics/{secret}"]);
    }
}
