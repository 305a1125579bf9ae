"""The parameters of the operations of CloudWatch that are here, as `typed` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OPERATIONS: Final[Mapping[str, str]] = {
    "DeleteAlarms": "AlarmNames!:[s]",
    "DescribeAlarmHistory": (
        "AlarmName AlarmContributorId AlarmTypes:[s] HistoryItemType StartDate:d EndDate:d "
        "MaxRecords:i NextToken ScanBy"
    ),
    "DescribeAlarms": (
        "AlarmNames:[s] AlarmNamePrefix AlarmTypes:[s] ChildrenOfAlarmName ParentsOfAlarmName "
        "StateValue ActionPrefix MaxRecords:i NextToken"
    ),
    "DescribeAlarmsForMetric": (
        "MetricName! Namespace! Statistic ExtendedStatistic Dimensions:[(Name! Value!)] "
        "Period:i Unit"
    ),
    "DisableAlarmActions": "AlarmNames!:[s]",
    "EnableAlarmActions": "AlarmNames!:[s]",
    "GetMetricData": (
        "MetricDataQueries!:[(Id! MetricStat:(Metric!:(Namespace MetricName Dimensions:[(Name! "
        "Value!)]) Period!:i Stat! Unit) Expression Label ReturnData:t Period:i AccountId)] "
        "StartTime!:d EndTime!:d NextToken ScanBy MaxDatapoints:i LabelOptions:(Timezone)"
    ),
    "GetMetricStatistics": (
        "Namespace! MetricName! Dimensions:[(Name! Value!)] StartTime!:d EndTime!:d Period!:i "
        "Statistics:[s] ExtendedStatistics:[s] Unit"
    ),
    "ListMetrics": (
        "Namespace MetricName Dimensions:[(Name! Value)] NextToken RecentlyActive "
        "IncludeLinkedAccounts:t OwningAccount"
    ),
    "PutMetricAlarm": (
        "AlarmName! AlarmDescription ActionsEnabled:t OKActions:[s] AlarmActions:[s] "
        "InsufficientDataActions:[s] MetricName Namespace Statistic ExtendedStatistic "
        "Dimensions:[(Name! Value!)] Period:i Unit EvaluationPeriods:i DatapointsToAlarm:i "
        "Threshold:n ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile "
        "Metrics:[(Id! MetricStat:(Metric!:(Namespace MetricName Dimensions:[(Name! Value!)]) "
        "Period!:i Stat! Unit) Expression Label ReturnData:t Period:i AccountId)] Tags:[(Key! "
        "Value!)] ThresholdMetricId EvaluationWindow:(WallClockWindow:(Timezone) "
        "SlidingWindow:()) WarmUpConfiguration:(WarmUpPeriodDurationInMinutes!:i "
        "OnlyStartEvaluatingAfterWarmUpPeriodEnds:t) "
        "EvaluationCriteria:(PromQLCriteria:(Query! PendingPeriod:i RecoveryPeriod:i)) "
        "EvaluationInterval:i ActionConfiguration:(AlarmTagsPropagation:(Enabled!:t "
        "IncludedTagKeys:[s] ExcludedTagKeys:[s]))"
    ),
    "SetAlarmState": "AlarmName! StateValue! StateReason! StateReasonData",
}
